import Bytes
import Glibc
package import Platform
package import TLS

/// A message from the server.
package struct Reply: Sendable, Equatable {
    package let type: Character
    package let body: [UInt8]

    /// A field of an ErrorResponse, such as `C`.
    package func field(_ name: Character) -> String? {
        body.split(separator: 0).first { $0.first == name.asciiValue }.map {
            String(decoding: $0.dropFirst(), as: UTF8.self)
        }
    }

    /// The body as text, without the zero at its end.
    package var text: String { String(decoding: body.prefix { $0 != 0 }, as: UTF8.self) }
}

/// A client that speaks protocol 3 by hand over a blocking socket.
package final class RawClient {
    private let socket: Int32
    /// Its encryption, once it has any.
    package private(set) var tls: TLSConnection?
    private let output = TLSBuffer()
    private var received: [UInt8] = []
    private var offset = 0
    /// What BackendKeyData said.
    package private(set) var processID: UInt32 = 0
    package private(set) var key: [UInt8] = []

    /// Connects without sending anything.
    package init(_ address: SocketAddress, seconds: Int = 30) throws {
        socket = Glibc.socket(address.family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        limit(seconds)
        sendAtOnce()
        guard address.withSockaddr({ connect(socket, $0, $1) }) == 0 else {
            throw SystemError.last("connect \(address)")
        }
    }

    /// Takes over a connection that a `RawServer` accepted.
    init(owning socket: Int32) {
        self.socket = socket
        limit(30)
        sendAtOnce()
    }

    /// Small messages leave at once; a Unix socket's always do.
    private func sendAtOnce() {
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// No call waits longer than so many seconds.
    package func limit(_ seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Connects and logs in.
    package convenience init(
        _ address: SocketAddress, user: String, database: String = "postgres", application: String = "raw",
        seconds: Int = 30
    ) throws {
        try self.init(address, seconds: seconds)
        try send(
            Frontend.startup([("user", user), ("database", database), ("application_name", application)]))
        let answers = try untilReady()
        if let error = answers.first(where: { $0.type == "E" }) {
            throw Unavailable("login: \(error.field("C") ?? "") \(error.field("M") ?? "")")
        }
    }

    deinit { close(socket) }

    package func send(_ bytes: [UInt8]) throws {
        guard let tls else { return try write(bytes) }
        guard bytes.withUnsafeBytes({ tls.write($0) }) else { throw Unavailable("TLS broke") }
        try transmit()
    }

    /// Sends SSLRequest and gives the answer, one byte.
    package func askForTLS() throws -> UInt8? {
        try send(Frontend.sslRequest)
        return try bytes(1).first
    }

    /// Begins TLS, after the server has agreed or without asking it.
    package func startTLS(_ context: TLSContext, host: String? = nil) throws {
        try shakeHands(TLSConnection(client: context, host: host, output: output))
    }

    /// Begins TLS on a connection that a `RawServer` accepted.
    package func startTLS(server context: TLSContext) throws {
        try shakeHands(TLSConnection(server: context, output: output))
    }

    private func shakeHands(_ connection: TLSConnection) throws {
        var progress = connection.handshake()
        try transmit()
        while progress == .needsInput {
            let chunk = try receive()
            if chunk.isEmpty { throw Unavailable("the peer closed the connection during the handshake") }
            progress = try chunk.withUnsafeBytes { bytes in
                connection.offer(bytes)
                let progress = connection.handshake()
                try transmit()
                if progress == .done(0) { try decrypt(connection, bytes.count) }
                return progress
            }
        }
        if case .failed(let error) = progress { throw error }
        tls = connection
    }

    private func transmit() throws {
        let bytes = Array(output.bytes)
        output.clear()
        try write(bytes)
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw SystemError.last("send") }
            sent += count
        }
    }

    /// Sends a message again and again until nothing more is taken for a while, and returns how many bytes were.
    package func sendWhileTaken(_ message: [UInt8]) -> Int {
        var sent = 0
        var entry = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        while poll(&entry, 1, 200) == 1 {
            let count = message[(sent % message.count)...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }

    /// The port at our end.
    package var localPort: UInt16? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) == 0 }
        }
        guard isKnown else { return nil }
        // The port stands at the same place for both families.
        return withUnsafeBytes(of: address) { $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self).bigEndian }
    }

    /// Ends our direction.
    package func endSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Makes the connection end with a reset instead of in order.
    package func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    /// The next bytes, empty at the end of the stream.
    package func bytes(_ count: Int) throws -> [UInt8] {
        while received.count - offset < count {
            guard try fill() else { break }
        }
        let taken = Array(received[offset..<min(received.count, offset + count)])
        offset += taken.count
        return taken
    }

    /// The next start-up packet.
    package func startupPacket() throws -> [UInt8] {
        let head = try bytes(4)
        let length = head.reduce(0) { $0 << 8 | Int($1) }
        guard head.count == 4, length >= 4 else { throw Unavailable("no start-up packet came") }
        return head + (try bytes(length - 4))
    }

    /// The next message; nil at the end of the stream.
    package func next() throws -> Reply? {
        let head = try bytes(5)
        if head.isEmpty { return nil }
        guard head.count == 5 else { throw Unavailable("the stream ends in a message") }
        let length = head[1...].reduce(0) { $0 << 8 | Int($1) } - 4
        let body = try bytes(length)
        guard body.count == length else { throw Unavailable("the stream ends in a message") }
        if head[0] == UInt8(ascii: "K") {
            processID = body.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
            key = Array(body.dropFirst(4))
        }
        return Reply(type: Character(UnicodeScalar(head[0])), body: body)
    }

    /// Messages up to and with one of a type, or the end of the stream.
    package func until(_ type: Character) throws -> [Reply] {
        var found: [Reply] = []
        while let message = try next() {
            found.append(message)
            if message.type == type { break }
        }
        return found
    }

    /// Messages up to and with the next ReadyForQuery, or the end of the stream.
    package func untilReady() throws -> [Reply] { try until("Z") }

    /// Everything up to the end of the stream.
    package func untilEnd() throws -> [Reply] { try until("\0") }

    /// A simple query with its answer.
    @discardableResult
    package func query(_ sql: String) throws -> [Reply] {
        try send(Frontend.query(sql))
        return try untilReady()
    }

    /// Messages followed by a Sync, with their answer.
    @discardableResult
    package func synced(_ messages: [UInt8]) throws -> [Reply] {
        try send(messages + Frontend.sync)
        return try untilReady()
    }

    /// Whether the peer ended TLS in an orderly way.
    package private(set) var wasNotified = false

    private func fill() throws -> Bool {
        if offset == received.count { (received, offset) = ([], 0) }
        let count = received.count
        repeat {
            let chunk = try receive()
            if chunk.isEmpty { return false }
            guard let tls else {
                received += chunk
                return true
            }
            try chunk.withUnsafeBytes { bytes in
                tls.offer(bytes)
                try decrypt(tls, bytes.count)
            }
            try transmit()
        } while received.count == count && !wasNotified
        return received.count > count
    }

    private func decrypt(_ connection: TLSConnection, _ count: Int) throws {
        var plain = [UInt8](repeating: 0, count: count + TLSConnection.longestRecord)
        switch plain.withUnsafeMutableBytes({ connection.read(into: $0) }) {
        case .done(let length):
            received += plain[..<length]
            wasNotified = connection.hasEnded
        case .needsInput: break
        case .end: wasNotified = true
        case .failed(let error): throw error
        }
    }

    private func receive() throws -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count >= 0 else { throw SystemError.last("recv") }
        return Array(chunk[..<count])
    }
}
