import CLinux
import Glibc

/// A non-blocking stream socket over TCP or a Unix path.
public struct Socket: ~Copyable, Sendable {
    /// What one call to `receive` or `send` did.
    public enum Transfer: Sendable, Equatable {
        /// So many bytes moved.
        case moved(Int)
        /// Nothing can move now; the event loop will say when.
        case wouldBlock
        /// The peer ended its direction.
        case end
        /// The connection is broken, with the value of errno.
        case failed(Int32)
    }

    /// An accepted connection and who is at its other end.
    public struct Connection: ~Copyable, Sendable {
        /// The connection.
        public let socket: Socket
        /// The client's address.
        public let peer: SocketAddress

        /// Gives the descriptor away; the caller closes the number.
        public consuming func release() -> Int32 { socket.descriptor.release() }
    }

    /// The descriptor.
    public let descriptor: FileDescriptor

    /// The descriptor's number.
    public var number: Int32 { descriptor.number }

    /// Takes ownership of a connected or connecting socket.
    public init(owning descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

    /// Starts a connection; it is there when the socket becomes writable and `connectError` is 0.
    public static func connect(to address: SocketAddress) throws(SystemError) -> Socket {
        let socket = try make(address)
        socket.tune(address)
        let result = address.withSockaddr { pointer, length in Glibc.connect(socket.number, pointer, length) }
        guard result == 0 || currentErrno() == EINPROGRESS else { throw .last("connect \(address)") }
        return socket
    }

    /// Listens on an address; a Unix socket left over by a process that is gone is replaced. `permissions` says who may
    /// connect to a Unix socket; nil leaves that to the process's mask.
    public static func listen(
        on address: SocketAddress, backlog: Int32 = 4096, permissions: UInt32? = nil
    ) throws(SystemError) -> Socket {
        let socket = try make(address)
        if case .unix(let path) = address { try removeStale(path, address) }
        var on: Int32 = 1
        setsockopt(socket.number, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        if case .v6 = address {
            setsockopt(socket.number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        let bound = address.withSockaddr { pointer, length in Glibc.bind(socket.number, pointer, length) }
        guard bound == 0 else { throw .last("listen on \(address)") }
        // Before it listens nobody can connect, so the socket is never open to more than it should be.
        if case .unix(let path) = address, let permissions { chmod(path, permissions) }
        guard Glibc.listen(socket.number, backlog) == 0 else { throw .last("listen on \(address)") }
        return socket
    }

    private static func make(_ address: SocketAddress) throws(SystemError) -> Socket {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let number = Glibc.socket(address.family, kind, 0)
        guard number >= 0 else { throw .last("socket for \(address)") }
        return Socket(owning: FileDescriptor(owning: number))
    }

    private static func removeStale(_ path: String, _ address: SocketAddress) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        let probe = try make(address)
        let result = address.withSockaddr { pointer, length in Glibc.connect(probe.number, pointer, length) }
        if result == 0 { throw SystemError(code: EADDRINUSE, operation: "listen on \(address)") }
        if currentErrno() == ECONNREFUSED { unlink(path) }
    }

    /// Accepts one waiting connection; nil when none waits.
    /// - Throws: the system's reason, such as EMFILE when descriptors are exhausted.
    public func accept() throws(SystemError) -> Connection? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let number = keddah_accept(self.number, &storage, &length)
        if number < 0 {
            switch currentErrno() {
            case EAGAIN, ECONNABORTED, EINTR, EPROTO: return nil
            default: throw .last("accept")
            }
        }
        let peer = SocketAddress(storage) ?? .unix("")
        let socket = Socket(owning: FileDescriptor(owning: number))
        socket.tune(peer)
        return Connection(socket: socket, peer: peer)
    }

    /// Small messages leave at once, and a peer that vanished is noticed.
    private borrowing func tune(_ address: SocketAddress) {
        if case .unix = address { return }
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
        setsockopt(number, SOL_SOCKET, SO_KEEPALIVE, &on, size)
    }

    /// The address that a listening socket got, for example when port 0 was asked for.
    public var localAddress: SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &length) }
        }
        return result == 0 ? SocketAddress(storage) : nil
    }

    /// The result of a connection attempt that ended: 0, or the value of errno.
    public var connectError: Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : currentErrno()
    }

    /// Reads what is there, at most `buffer.count` bytes.
    @inline(__always)
    public borrowing func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        let count = keddah_receive(number, buffer.baseAddress, buffer.count)
        if count > 0 { return .moved(count) }
        if count == 0 { return .end }
        return Self.trouble()
    }

    /// The first byte of what is there, which stays there; nil when there is none.
    public borrowing func peek() -> UInt8? {
        var byte: UInt8 = 0
        return recv(number, &byte, 1, Int32(MSG_PEEK)) == 1 ? byte : nil
    }

    /// Writes as much as the socket takes.
    @inline(__always)
    public borrowing func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        let count = keddah_send(number, bytes.baseAddress, bytes.count)
        return count >= 0 ? .moved(count) : Self.trouble()
    }

    @inline(never)
    private static func trouble() -> Transfer {
        let code = currentErrno()
        return code == EAGAIN || code == EINTR ? .wouldBlock : .failed(code)
    }

    /// Gives the descriptor away; the caller closes the number.
    public consuming func release() -> Int32 { descriptor.release() }

    /// Ends our direction; what was written before is still delivered.
    public borrowing func endSending() { shutdown(number, Int32(SHUT_WR)) }
}
