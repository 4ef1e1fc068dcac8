import Observations
import Platform
import PostgresWire

/// What a session needs until it is let in, and gives back then.
final class Opening {
    /// The proxy's settings when the client came.
    let settings: ProxyOptions
    var askedForTLS = false
    var askedForGSS = false
    /// The client began with TLS instead of asking for it.
    var isDirectTLS = false
    /// The connection carries a cancel request, not a session.
    var isCancel = false
    /// The session whose statement a cancel request means, once it is found.
    var cancelled: CancelKeys.Entry?
    /// There are too many sessions already, so this one is only told so.
    var isBeyondCapacity = false
    /// The start-up packet was there.
    private(set) var hasStarted = false
    private(set) var user = ""
    /// The user's name as the client sent it.
    private(set) var userBytes: [UInt8] = []
    private(set) var database = ""
    private(set) var application = ""
    /// How the server asks for the client's identity; empty while it asked for nothing.
    var method = ""

    /// The packet of the client, with what came behind it, until it is passed on.
    var packet: [UInt8] = []
    /// The server's addresses, and which is tried next.
    var addresses: [SocketAddress]
    var nextAddress = 0
    /// When the queue of the server's Unix socket was first found full, on the monotonic clock; 0 for never.
    var queuedSince: UInt64 = 0
    /// TLS towards the server; nil for none.
    var upstreamTLS: UpstreamTLS?
    /// The address of the attempt that runs, when TLS failed on it and it is tried again without.
    var goesPlain = false
    /// The index of that address.
    var plainAddress: Int?
    /// The server sends an error instead of an answer to the request for TLS; nothing follows it.
    var isRefused = false

    var backend = MessageAssembler(longest: MessageAssembler.longestOfServer)
    var frontend = MessageAssembler(longest: MessageAssembler.longestResponse)
    /// What the client sent before it was let in, which the server does not read before.
    var early: [UInt8] = []
    /// The server waits for an answer to its last authentication request.
    var awaitsResponse = false
    /// How far the login by SASL is the proxy's business.
    var sasl = SASLMediation.none
    /// The secret key of the backend, which a cancel request has to know.
    var backendPID: UInt32 = 0
    var backendKey: [UInt8] = []

    /// The longest name that PostgreSQL keeps.
    static let longestName = 63

    init(_ settings: ProxyOptions) {
        self.settings = settings
        addresses = settings.upstream
        upstreamTLS = settings.upstreamTLS
    }

    /// Whether nothing was read yet, so that the client may still begin with TLS.
    var isAtStart: Bool { packet.isEmpty && !askedForTLS && !askedForGSS && !isDirectTLS }

    /// Takes the names out of the start-up packet's parameters.
    func start(_ parameters: [StartupPacket.Parameter]) {
        hasStarted = true
        for parameter in parameters {
            let value = String(decoding: parameter.value.prefix(Self.longestName), as: UTF8.self)
            switch String(decoding: parameter.name, as: UTF8.self) {
            case "user": (user, userBytes) = (value, parameter.value)
            case "database": database = value
            case "application_name": application = value
            default: break
            }
        }
        // PostgreSQL's default.
        if database.isEmpty { database = user }
    }

    /// Who wants to log in.
    func dimensions(client: IPAddress) -> DimensionSet {
        DimensionSet(proxy: settings.name, client: client, user: user, database: database, application: application)
    }
}
