import Glibc
import Platform

/// A server that answers every request of one client with the same bytes, and allocates nothing for it.
final class ScriptedServer: Sendable {
    let address: SocketAddress

    init(_ exchange: Exchange) throws(SystemError) {
        let listener = try Socket.listen(on: .v4(0x7f00_0001, port: 0))
        address = listener.localAddress ?? .v4(0, port: 0)
        let number = listener.release()
        _ = try Thread(name: "server") {
            let listener = Socket(owning: FileDescriptor(owning: number))
            Self.serve(listener, exchange)
        }
    }

    private static func serve(_ listener: borrowing Socket, _ exchange: Exchange) {
        wait(on: listener.number)
        guard let accepted = try? listener.accept() else { return }
        let connection = FileDescriptor(owning: accepted.release())
        wait(on: connection.number)
        var peer = ScriptedPeer(connection)
        guard peer.receive(Exchange.login.request.count) else { return }
        peer.send(Exchange.login.answer)
        while peer.receive(exchange.request.count) { peer.send(exchange.answer) }
    }
}

/// A client that sends the same request again and again, and waits for each answer.
final class ScriptedClient {
    private var peer: ScriptedPeer
    private let exchange: Exchange

    init(_ address: SocketAddress, _ exchange: Exchange) throws(SystemError) {
        self.exchange = exchange
        let socket = try Socket.connect(to: address)
        let connection = FileDescriptor(owning: socket.release())
        wait(on: connection.number)
        peer = ScriptedPeer(connection)
        peer.send(Exchange.login.request)
        guard peer.receive(Exchange.login.answer.count) else { throw SystemError(code: EPIPE, operation: "log in") }
    }

    func execute(_ count: Int) throws(SystemError) {
        for _ in 0..<count {
            peer.send(exchange.request)
            guard peer.receive(exchange.answer.count) else { throw SystemError(code: EPIPE, operation: "execute") }
        }
    }
}

/// A blocking connection that moves ready-made bytes.
struct ScriptedPeer: ~Copyable {
    private let connection: FileDescriptor
    private var buffer = [UInt8](repeating: 0, count: 4_096)

    init(_ connection: consuming FileDescriptor) { self.connection = connection }

    mutating func receive(_ count: Int) -> Bool {
        var left = count
        while left > 0 {
            guard let got = try? connection.read(into: &buffer), got > 0 else { return false }
            left -= got
        }
        return true
    }

    func send(_ bytes: [UInt8]) {
        try? connection.writeAll(bytes)
    }
}

/// Makes calls on a socket wait instead of returning at once.
private func wait(on number: Int32) {
    let result = fcntl(number, F_SETFL, 0)
    precondition(result == 0, "the socket is open")
}
