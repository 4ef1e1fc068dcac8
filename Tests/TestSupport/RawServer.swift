import Glibc
package import Platform

/// A server that says by hand what a test wants it to say.
package final class RawServer {
    private let listener: Socket
    /// Where it listens.
    package let address: SocketAddress

    /// Listens on a free port, or on a Unix socket.
    package init(_ address: SocketAddress = .v4(0x7f00_0001, port: 0), backlog: Int32 = 4096) throws {
        listener = try Socket.listen(on: address, backlog: backlog)
        self.address = listener.localAddress ?? address
    }

    /// The next connection.
    package func accept() throws -> RawClient {
        var entry = pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, 20_000)
        let number = Glibc.accept(listener.number, nil, nil)
        guard number >= 0 else { throw SystemError.last("accept") }
        return RawClient(owning: number)
    }

    /// The next connection, after it was let in.
    package func acceptLogin() throws -> RawClient {
        let connection = try accept()
        _ = try connection.startupPacket()
        try connection.send(Backend.authenticated + Backend.ready())
        return connection
    }
}
