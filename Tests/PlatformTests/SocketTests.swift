import Glibc
import Testing

@testable import Platform

@Suite struct SocketTests {
    private let v4 = SocketAddress.v4(0x7f00_0001, port: 0)
    private let v6 = SocketAddress.v6(high: 0, low: 1, port: 0, scope: 0)

    private func waitFor(_ number: Int32, _ events: Int32) {
        var entry = pollfd(fd: number, events: Int16(events), revents: 0)
        poll(&entry, 1, 10_000)
    }

    /// Connects to an address and passes bytes both ways.
    private func exchange(_ address: SocketAddress) throws -> SocketAddress {
        let listener = try Socket.listen(on: address)
        let client = try Socket.connect(to: listener.localAddress ?? address)
        waitFor(client.number, Int32(POLLOUT))
        #expect(client.connectError == 0)
        waitFor(listener.number, Int32(POLLIN))
        guard let accepted = try listener.accept() else { throw SystemError(code: EAGAIN, operation: "accept") }
        let none = try listener.accept() == nil
        #expect(none)
        let peer = accepted.peer
        let server = Socket(owning: FileDescriptor(owning: accepted.release()))
        #expect(receive(server) == .wouldBlock)
        #expect(send(client, [1, 2, 3]) == .moved(3))
        waitFor(server.number, Int32(POLLIN))
        #expect(receive(server) == .moved(3))
        client.endSending()
        waitFor(server.number, Int32(POLLIN))
        #expect(receive(server) == .end)
        #expect(send(server, [4]) == .moved(1))
        waitFor(client.number, Int32(POLLIN))
        #expect(receive(client) == .moved(1))
        return peer
    }

    private func receive(_ socket: borrowing Socket) -> Socket.Transfer {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { socket.receive(into: $0) }
    }

    private func send(_ socket: borrowing Socket, _ bytes: [UInt8]) -> Socket.Transfer {
        bytes.withUnsafeBytes { socket.send($0) }
    }

    @Test func `IPv4, IPv6 and Unix sockets`() throws {
        let (first, second) = (try exchange(v4), try exchange(v6))
        #expect(first == .v4(0x7f00_0001, port: first.port))
        #expect(second == .v6(high: 0, low: 1, port: second.port, scope: 0))
        let path = "/tmp/keddah-socket-\(getpid()).sock"
        defer { unlink(path) }
        #expect(try exchange(.unix(path)) == .unix(""))
        // The file that was left behind is replaced.
        #expect(try exchange(.unix(path)) == .unix(""))
    }

    @Test func `An address that is in use`() throws {
        let path = "/tmp/keddah-socket-used-\(getpid()).sock"
        defer { unlink(path) }
        for address in [v4, .unix(path)] {
            let first = try Socket.listen(on: address)
            let taken = first.localAddress ?? address
            let error = #expect(throws: SystemError.self) { _ = try Socket.listen(on: taken) }
            #expect(error?.code == EADDRINUSE)
            #expect(error?.description.contains("\(taken)") == true)
        }
    }

    @Test func `Nobody listens`() throws {
        let address: SocketAddress
        do {
            let closed = try Socket.listen(on: v4)
            address = closed.localAddress ?? v4
        }
        let client = try Socket.connect(to: address)
        waitFor(client.number, Int32(POLLOUT))
        #expect(client.connectError == ECONNREFUSED)
        let missing = #expect(throws: SystemError.self) { _ = try Socket.connect(to: .unix("/nonexistent/socket")) }
        #expect(missing?.code == ENOENT)
    }

    @Test func `A full socket takes no more until it is read`() throws {
        let listener = try Socket.listen(on: v4)
        let client = try Socket.connect(to: listener.localAddress ?? v4)
        waitFor(listener.number, Int32(POLLIN))
        guard let accepted = try listener.accept() else { throw SystemError(code: EAGAIN, operation: "accept") }
        let server = Socket(owning: FileDescriptor(owning: accepted.release()))
        let chunk = [UInt8](repeating: 1, count: 1 << 20)
        var sent = 0
        while case .moved(let count) = send(client, chunk) { sent += count }
        #expect(send(client, chunk) == .wouldBlock)
        #expect(sent > 0)
        var received = 0
        while received < sent {
            waitFor(server.number, Int32(POLLIN))
            guard case .moved(let count) = receive(server) else { break }
            received += count
        }
        #expect(received == sent)
        waitFor(client.number, Int32(POLLOUT))
        #expect(send(client, [1]) == .moved(1))
    }

    @Test func `A peer that is gone is no signal`() throws {
        let listener = try Socket.listen(on: v4)
        let client = try Socket.connect(to: listener.localAddress ?? v4)
        waitFor(listener.number, Int32(POLLIN))
        do { _ = try listener.accept() }
        var last = send(client, [1])
        for _ in 0..<1_000 {
            if case .failed = last { break }
            waitFor(client.number, Int32(POLLIN))
            last = send(client, [1])
        }
        #expect([.failed(EPIPE), .failed(ECONNRESET)].contains(last))
    }
}
