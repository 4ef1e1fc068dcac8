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
    private(set) var user = ""
    private(set) var database = ""
    private(set) var application = ""
    var method = ""
    var backendPID: UInt32 = 0

    private static let longestName = 63

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

    /// Who wants to log in.
    func dimensions(proxy: String, client: IPAddress) -> DimensionSet {
        DimensionSet(proxy: proxy, client: client, user: user, database: database, application: application)
    }
}
