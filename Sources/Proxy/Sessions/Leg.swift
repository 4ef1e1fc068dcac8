import Platform

/// One side of a session: a socket, what still has to be written to it, and what it is watched for.
final class Leg {
    private let socket: Socket
    private var registration: EventLoop.Registration?
    private var interest: EventSet = []
    /// What the socket did not take yet. Its peer is not read meanwhile, so it never exceeds one read and one message
    /// of our own.
    private var waiting: [UInt8] = []
    private var written = 0
    /// The peer ended its direction.
    private(set) var hasEnded = false
    /// We ended ours.
    private(set) var hasEndedSending = false
    /// Writing failed: what is written from now on goes nowhere, and what the peer sent before can still be read.
    private(set) var isDeaf = false

    init(_ socket: consuming Socket) { self.socket = socket }

    /// Whether everything was written.
    var isDrained: Bool { waiting.isEmpty }
    /// The result of a connection attempt.
    var connectError: Int32 { socket.connectError }

    /// Watches the socket for what is wanted now; costs a system call only when that changes.
    func watch(_ wanted: EventSet, _ loop: EventLoop, _ handler: any EventHandler, tag: Int) throws(SystemError) {
        // epoll reports hang-ups and errors even to those who asked for nothing, again and again.
        if wanted.isEmpty { return detach(loop) }
        guard let registration else {
            registration = try loop.register(socket.number, for: wanted, handler: handler, tag: tag)
            interest = wanted
            return
        }
        if wanted == interest { return }
        loop.modify(registration, socket.number, for: wanted)
        interest = wanted
    }

    /// Stops watching, until `watch` wants something again.
    func detach(_ loop: EventLoop) {
        if let registration { loop.remove(registration, socket.number) }
        registration = nil
    }

    /// Reads what is there.
    @inline(__always)
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Socket.Transfer {
        let result = socket.receive(into: buffer)
        switch result {
        case .end, .failed: hasEnded = true
        case .moved, .wouldBlock: break
        }
        return result
    }

    /// Gives up writing after it failed.
    func deafen() {
        isDeaf = true
        waiting = []
        written = 0
    }

    /// Writes now what the socket takes and the rest later; false when the connection is broken.
    @inline(__always)
    func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if isDeaf { return true }
        guard waiting.isEmpty else {
            waiting.append(contentsOf: bytes)
            return true
        }
        switch socket.send(bytes) {
        case .moved(let count) where count == bytes.count: return true
        case .moved(let count):
            waiting.append(contentsOf: bytes[count...])
            return true
        case .wouldBlock:
            waiting.append(contentsOf: bytes)
            return true
        case .end, .failed: return false
        }
    }

    /// Writes on; false when the connection is broken.
    func flush() -> Bool {
        while written < waiting.count {
            let result = waiting.withUnsafeBytes { socket.send(UnsafeRawBufferPointer(rebasing: $0[written...])) }
            switch result {
            case .moved(let count): written += count
            case .wouldBlock: return true
            case .end, .failed: return false
            }
        }
        waiting = []
        written = 0
        return true
    }

    /// Ends our direction, once.
    func endSending() {
        if hasEndedSending { return }
        hasEndedSending = true
        socket.endSending()
    }
}
