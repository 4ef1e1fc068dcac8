import CMicrohttpd
import Synchronization

/// A body that is written while it is sent. Any thread may write; what the client does not fetch is bounded.
public final class HTTPStream: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var offset = 0
        var isFinished = false
        var isClosed = false
        /// The connection that has nothing to send, to be woken.
        var sleeper: Connection?
    }

    /// What a reader is given.
    enum Piece {
        case bytes(Int)
        case nothing
        case end
    }

    private let state = Mutex(State())
    private let limit: Int
    private let onClose: @Sendable () -> Void

    /// A stream that keeps at most `limit` bytes for a client that reads slowly. `onClose` is called once when the
    /// client is gone, or has everything.
    public init(limit: Int = 1 << 20, onClose: @escaping @Sendable () -> Void = {}) {
        self.limit = limit
        self.onClose = onClose
    }

    /// Appends bytes; false when the client is gone or so far behind that they do not fit, and nothing is appended.
    @discardableResult
    public func write(_ bytes: [UInt8]) -> Bool {
        state.withLock { state in
            guard !state.isClosed, !state.isFinished, state.waiting.count - state.offset + bytes.count <= limit else {
                return false
            }
            state.waiting += bytes
            wake(&state)
            return true
        }
    }

    /// Ends the body; what was written before is still sent.
    public func finish() {
        state.withLock { state in
            state.isFinished = true
            wake(&state)
        }
    }

    private func wake(_ state: inout State) {
        state.sleeper?.resume()
        state.sleeper = nil
    }

    /// Gives the next bytes; without any the connection sleeps until there are some.
    func read(into buffer: UnsafeMutableRawBufferPointer, for connection: Connection) -> Piece {
        state.withLock { state in
            let count = min(buffer.count, state.waiting.count - state.offset)
            if count > 0 {
                state.waiting.withUnsafeBytes { bytes in
                    buffer.copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: bytes[state.offset..<state.offset + count]))
                }
                state.offset += count
                if state.offset == state.waiting.count { (state.waiting, state.offset) = ([], 0) }
                return .bytes(count)
            }
            if state.isFinished { return .end }
            connection.suspend()
            state.sleeper = connection
            return .nothing
        }
    }

    /// The client is gone, or has everything.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.sleeper = nil
            state.waiting = []
        }
        onClose()
    }
}
