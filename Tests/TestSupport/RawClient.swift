import Bytes
import Glibc
public import Platform

/// A message from the server.
public struct Reply: Sendable, Equatable {
    public let type: Character
    public let body: [UInt8]

    /// A field of an ErrorResponse, such as `C`.
    public func field(_ name: Character) -> String? {
        body.split(separator: 0).first { $0.first == name.asciiValue }.map {
            String(decoding: $0.dropFirst(), as: UTF8.self)
        }
    }

    /// The body as text, without the zero at its end.
    public var text: String { String(decoding: body.prefix { $0 != 0 }, as: UTF8.self) }
}

/// A client that speaks protocol 3 by hand over a blocking socket.
public final class RawClient {
    private let socket: Int32
    private var received: [UInt8] = []
    private var offset = 0
    /// What BackendKeyData said.
    public private(set) var processID: UInt32 = 0
    public private(set) var key: [UInt8] = []

    /// Connects without sending anything.
    public init(_ address: SocketAddress, seconds: Int = 30) throws {
        socket = Glibc.socket(address.family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard address.withSockaddr({ connect(socket, $0, $1) }) == 0 else {
            throw SystemError.last("connect \(address)")
        }
    }

    /// Connects and logs in.
    public convenience init(
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

    public func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw SystemError.last("send") }
            sent += count
        }
    }

    /// Ends our direction.
    public func endSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Makes the connection end with a reset instead of in order.
    public func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    /// The next bytes, empty at the end of the stream.
    public func bytes(_ count: Int) throws -> [UInt8] {
        while received.count - offset < count {
            guard try fill() else { break }
        }
        let taken = Array(received[offset..<min(received.count, offset + count)])
        offset += taken.count
        return taken
    }

    /// The next message; nil at the end of the stream.
    public func next() throws -> Reply? {
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
    public func until(_ type: Character) throws -> [Reply] {
        var found: [Reply] = []
        while let message = try next() {
            found.append(message)
            if message.type == type { break }
        }
        return found
    }

    /// Messages up to and with the next ReadyForQuery, or the end of the stream.
    public func untilReady() throws -> [Reply] { try until("Z") }

    /// Everything up to the end of the stream.
    public func untilEnd() throws -> [Reply] { try until("\0") }

    /// A simple query with its answer.
    @discardableResult
    public func query(_ sql: String) throws -> [Reply] {
        try send(Frontend.query(sql))
        return try untilReady()
    }

    /// Messages followed by a Sync, with their answer.
    @discardableResult
    public func synced(_ messages: [UInt8]) throws -> [Reply] {
        try send(messages + Frontend.sync)
        return try untilReady()
    }

    private func fill() throws -> Bool {
        if offset == received.count { (received, offset) = ([], 0) }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &chunk, chunk.count, 0)
        if count == 0 { return false }
        guard count > 0 else { throw SystemError.last("recv") }
        received += chunk[..<count]
        return true
    }
}
