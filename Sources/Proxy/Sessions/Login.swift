import Observations
import PostgresWire

/// What is known of a session before and by its login.
struct Login {
    var askedForTLS = false
    var askedForGSS = false
    /// The connection carries a cancel request, not a session.
    var isCancel = false
    /// The start-up packet was there.
    private(set) var hasStarted = false
    /// The server accepted the login.
    var isComplete = false
    private(set) var user = ""
    private(set) var database = ""
    var application = ""
    var applicationChanges = 0
    var method = ""
    var backendPID: UInt32 = 0

    private static let longestName = 63
    /// How many names an application may give itself in one session before it counts as `(other)`.
    static let applicationLimit = 64

    /// Takes the names out of the start-up packet's parameters.
    mutating func start(_ parameters: [StartupPacket.Parameter]) {
        hasStarted = true
        for parameter in parameters {
            let value = String(decoding: parameter.value.prefix(Self.longestName), as: UTF8.self)
            switch String(decoding: parameter.name, as: UTF8.self) {
            case "user": user = value
            case "database": database = value
            case "application_name": application = value
            default: break
            }
        }
        // PostgreSQL's default.
        if database.isEmpty { database = user }
    }

    func dimensions(proxy: String, client: IPAddress, application: String) -> DimensionSet {
        DimensionSet(proxy: proxy, client: client, user: user, database: database, application: application)
    }
}
