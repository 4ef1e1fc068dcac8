import Bytes
import Platform
import PostgresWire
import TLS

/// A small client for what the sensor itself has to ask a server. Every call waits for its answer, at most until the
/// target's timeout. Used on one thread; ends with this object.
public final class BackendConnection {
    private static let mostRows = 100_000

    private let target: BackendTarget
    private let stream: BackendStream
    private let login: BackendLogin
    /// Whether it waits for the next query: an error of the server's leaves it so, anything else does not.
    private(set) var isUsable = false

    /// Connects and logs in.
    /// - Parameter password: what is given when the server asks for one.
    public init(
        _ target: BackendTarget, user: String, password: String? = nil, database: String
    ) throws(BackendError) {
        self.target = target
        login = BackendLogin(user: user, password: password, database: database)
        stream = try Self.open(target)
        try login.run(stream, target)
        while true {
            let message = try stream.message()
            switch message.type {
            case BackendMessage.readyForQuery:
                isUsable = true
                return
            case BackendMessage.error: throw Self.serverError(message.body)
            default: break
            }
        }
    }

    deinit {
        // Who is not let in yet just goes: the server would complain of anything else in its log.
        if isUsable { stream.end() }
    }

    /// Whether the connection is encrypted.
    public var isEncrypted: Bool { stream.tls != nil }

    /// Executes SQL with the simple protocol and gives its rows as text; null is nil. Of several statements the rows
    /// stand one after the other.
    public func query(_ sql: String) throws(BackendError) -> [[String?]] {
        try ask(MessageEncoding.message(FrontendMessage.query, try Self.zeroed(sql)))
    }

    /// Executes one statement whose parameters `$1`, `$2` … are values and never SQL.
    public func query(_ sql: String, parameters: [String]) throws(BackendError) -> [[String?]] {
        var bind = ByteWriter()
        bind.raw([0, 0, 0, 0])
        bind.big(UInt16(clamping: parameters.count))
        for parameter in parameters {
            bind.big(UInt32(parameter.utf8.count))
            bind.raw(parameter.utf8)
        }
        bind.raw([0, 0])
        return try ask(
            MessageEncoding.message(FrontendMessage.parse, [0] + (try Self.zeroed(sql)) + [0, 0])
                + MessageEncoding.message(FrontendMessage.bind, bind.bytes)
                + MessageEncoding.message(FrontendMessage.execute, [0, 0, 0, 0, 0])
                + MessageEncoding.message(FrontendMessage.sync, []))
    }

    /// Sends something that ends in ReadyForQuery, and gives the rows that come before it.
    private func ask(_ messages: [UInt8]) throws(BackendError) -> [[String?]] {
        guard isUsable else { throw .connection("the connection is broken") }
        isUsable = false
        stream.deadline = target.deadline
        try stream.send(messages)
        var rows: [[String?]] = []
        var failure: BackendError?
        while true {
            let message = try next(after: failure)
            switch message.type {
            case BackendMessage.dataRow:
                guard rows.count < Self.mostRows else { throw .protocolViolation("more than \(Self.mostRows) rows") }
                rows.append(try Self.row(message.body))
            case BackendMessage.error: failure = failure ?? Self.serverError(message.body)
            case BackendMessage.copyInResponse, BackendMessage.copyBothResponse:
                throw .protocolViolation("COPY is not what was asked for")
            case BackendMessage.readyForQuery:
                isUsable = true
                if let failure { throw failure }
                return rows
            default: break
            }
        }
    }

    /// The next message; a server that closed the connection after an error had its say with that.
    private func next(after failure: BackendError?) throws(BackendError) -> (type: UInt8, body: [UInt8]) {
        do throws(BackendError) {
            return try stream.message()
        } catch {
            throw failure ?? error
        }
    }

    private static func row(_ body: [UInt8]) throws(BackendError) -> [String?] {
        var reader = ByteReader(body)
        do throws(ByteReader.Truncated) {
            var columns: [String?] = []
            for _ in 0..<(try reader.big(UInt16.self)) {
                let length = try reader.big(Int32.self)
                columns.append(length < 0 ? nil : String(decoding: try reader.raw(Int(length)), as: UTF8.self))
            }
            return columns
        } catch {
            throw .protocolViolation("a row that ends too early")
        }
    }

    static func serverError(_ body: [UInt8]) -> BackendError {
        let fields = ErrorFields(body: body)
        return .server(sqlstate: fields.sqlstate, message: fields.message)
    }

    private static func zeroed(_ text: String) throws(BackendError) -> [UInt8] {
        guard !text.utf8.contains(0) else { throw .protocolViolation("a text with a zero byte") }
        return Array(text.utf8) + [0]
    }

    /// A connection to the first address that answers, encrypted as the target says.
    static func open(_ target: BackendTarget) throws(BackendError) -> BackendStream {
        let deadline = target.deadline
        var failure = BackendError.connection("there is no address")
        for address in target.addresses {
            do throws(BackendError) {
                return try open(address, deadline, address.isUnix ? nil : target.encryption)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// As libpq with `sslmode=prefer`, whoever does not insist on TLS goes on without it when it fails.
    private static func open(
        _ address: SocketAddress, _ deadline: Deadline, _ encryption: BackendTarget.Encryption?
    ) throws(BackendError) -> BackendStream {
        let stream = try BackendStream(address, deadline)
        guard let encryption else { return stream }
        do throws(BackendError) {
            try encrypt(stream, encryption)
            return stream
        } catch {
            guard case .tls = error, !encryption.isRequired else { throw error }
            return try BackendStream(address, deadline)
        }
    }

    private static func encrypt(
        _ stream: BackendStream, _ encryption: BackendTarget.Encryption
    ) throws(BackendError) {
        try stream.send(StartupPacket.ssl.encoded)
        switch try stream.byte() {
        case UInt8(ascii: "S"): try stream.startTLS(encryption)
        case UInt8(ascii: "N"):
            if encryption.isRequired { throw .tls("the server does not support TLS") }
        default: throw .tls("the server does not answer SSLRequest as it should")
        }
    }
}
