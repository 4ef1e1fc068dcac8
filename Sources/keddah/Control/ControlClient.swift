import Glibc
import Platform

/// A command's side of the control socket. Blocks.
final class ControlClient {
    /// No sensor answers at the store, or it refused.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        /// Whether nobody listens there, as opposed to a refusal.
        let isAbsent: Bool
    }

    private let socket: Socket
    private var received: [UInt8] = []

    /// Connects to the sensor that writes to a store and asks.
    init(store: String, _ request: ControlProtocol.Request) throws(Failure) {
        socket = try Self.connect(store, request)
        try readVerdict()
    }

    private func readVerdict() throws(Failure) {
        let first = try line() ?? ControlProtocol.refused + "the sensor does not answer"
        if first == ControlProtocol.accepted { return }
        throw Failure(description: String(first.dropFirst(ControlProtocol.refused.count)), isAbsent: false)
    }

    private static func connect(_ store: String, _ request: ControlProtocol.Request) throws(Failure) -> Socket {
        do throws(SystemError) {
            let place = try ControlPath(store: store)
            let socket = try Socket.connect(to: place.address)
            try block(socket.number, request)
            try socket.descriptor.writeAll(Array((request.line + "\n").utf8))
            return socket
        } catch {
            throw Failure(
                description:
                    "no sensor is running on the store \(store) (\(error.reason)): start one with `keddah run`",
                isAbsent: true)
        }
    }

    /// Calls wait from now on, for a flush no longer than some seconds: a query must not hang with a disk.
    private static func block(_ number: Int32, _ request: ControlProtocol.Request) throws(SystemError) {
        guard fcntl(number, F_SETFL, 0) == 0 else { throw .last("fcntl") }
        guard request == .flush else { return }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// The next line, or nil at the end.
    func line() throws(Failure) -> String? {
        while true {
            if let end = received.firstIndex(of: 0x0a) {
                defer { received.removeSubrange(...end) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            let count = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
                let count = (try? socket.descriptor.read(into: buffer)) ?? 0
                received.append(contentsOf: buffer[..<count])
                return count
            }
            if count == 0 {
                if received.isEmpty { return nil }
                defer { received = [] }
                return String(decoding: received, as: UTF8.self)
            }
        }
    }

    /// Everything up to the end.
    func rest() throws(Failure) -> String {
        var text = ""
        while let line = try line() { text += line + "\n" }
        return text
    }

    /// Whether a sensor answers at a store.
    static func isSensorRunning(store: String) -> Bool {
        (try? ControlClient(store: store, .status(json: true))) != nil
    }

    /// Has a running sensor write what it observed, so that a query right afterwards sees all of it. Without a sensor
    /// there is nothing to write.
    static func flush(store: String) throws(Failure) {
        do {
            let client = try ControlClient(store: store, .flush)
            _ = try client.rest()
        } catch  where error.isAbsent {
            return
        }
    }
}
