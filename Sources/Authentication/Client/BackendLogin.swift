import Platform
import PostgresWire
import TLS

/// Logs in to a server with whatever method it asks for.
struct BackendLogin {
    let user: String
    let password: String?
    let database: String

    /// Runs from the start-up packet to AuthenticationOk.
    func run(_ stream: BackendStream, _ target: BackendTarget) throws(BackendError) {
        try begin(stream)
        while true {
            let body = try Self.authentication(stream)
            switch AuthenticationRequest(body: body) {
            case .ok: return
            case .cleartextPassword:
                guard stream.isPrivate || target.allowsCleartext else {
                    throw .authentication("the server asks for the password in the clear on a connection without TLS")
                }
                try stream.send(Self.passwordMessage(try required()))
            case .md5Password:
                guard body.count == 8 else { throw .protocolViolation("a salt that is not 4 bytes long") }
                let salt = Array(body.dropFirst(4))
                let response = MD5Password.response(user: user, password: try required(), salt: salt)
                try stream.send(Self.passwordMessage(response))
            case .sasl: return try runScram(stream, body)
            default:
                let code = body.prefix(4).reduce(0) { $0 << 8 | Int($1) }
                throw .authentication("the server asks for a method that the sensor does not know (\(code))")
            }
        }
    }

    /// Sends the start-up packet.
    func begin(_ stream: BackendStream) throws(BackendError) {
        guard !(user + database + (password ?? "")).utf8.contains(0) else {
            throw .authentication("user, database and password hold no zero byte")
        }
        let parameters = [
            ("user", user), ("database", database), ("application_name", "keddah"), ("client_encoding", "UTF8"),
        ]
        try stream.send(
            StartupPacket.startup(minor: 0, parameters: parameters.map { .init($0.0, $0.1) }).encoded)
    }

    /// The body of the next Authentication message.
    static func authentication(_ stream: BackendStream) throws(BackendError) -> [UInt8] {
        while true {
            let message = try stream.message()
            switch message.type {
            case BackendMessage.authentication: return message.body
            case BackendMessage.error: throw BackendConnection.serverError(message.body)
            case BackendMessage.notice: break
            default: throw .protocolViolation("a message of type \(message.type) during the login")
            }
        }
    }

    private func required() throws(BackendError) -> String {
        guard let password else {
            throw .authentication("the server asks for a password of \"\(user)\", and none is configured")
        }
        return password
    }

    private static func passwordMessage(_ text: String) -> [UInt8] {
        MessageEncoding.message(FrontendMessage.password, Array(text.utf8) + [0])
    }

    private func runScram(_ stream: BackendStream, _ body: [UInt8]) throws(BackendError) {
        let offer: SASLOffer
        do throws(WireError) {
            offer = try SASLOffer(body: body)
        } catch {
            throw .protocolViolation("\(error)")
        }
        let password = try required()
        let binding = stream.tls?.peerCertificate?.serverEndPoint
        var client = try Self.mapped { () throws(ScramClientError) in
            try ScramClient(offer: offer, credential: .password(password), channelBinding: binding)
        }
        try stream.send(client.initialResponse)
        while true {
            let body = try Self.authentication(stream)
            let step = try Self.mapped { () throws(ScramClientError) in try client.receive(body) }
            switch step {
            case .send(let message): try stream.send(message)
            case .proceed: break
            case .authenticated: return
            }
        }
    }

    private static func mapped<Result>(
        _ body: () throws(ScramClientError) -> Result
    ) throws(BackendError) -> Result {
        do throws(ScramClientError) {
            return try body()
        } catch {
            throw .authentication(error.description)
        }
    }
}
