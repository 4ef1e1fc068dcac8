/// Where a server itself is asked for the verifiers of its roles.
public struct AuthenticationQuery: Sendable {
    /// What is asked when nothing else is said: a superuser may, and roles who were granted it.
    public static let usualText =
        "SELECT rolname, rolpassword FROM pg_catalog.pg_authid "
        + "WHERE rolname = $1 AND rolcanlogin AND (rolvaliduntil IS NULL OR rolvaliduntil > now())"

    let target: BackendTarget
    let user: String
    let password: String?
    let database: String
    let text: String

    /// A query whose `$1` is the name of the role; its row has two columns, the name and the secret.
    public init(
        _ target: BackendTarget, user: String, password: String?, database: String = "postgres",
        text: String = usualText
    ) {
        self.target = target
        self.user = user
        self.password = password
        self.database = database
        self.text = text
    }

    func connect() throws(BackendError) -> BackendConnection {
        try BackendConnection(target, user: user, password: password, database: database)
    }

    /// The secret of a role, as the server stores it; nil when there is no such role or it has none.
    func secret(of role: String, _ connection: BackendConnection) throws(BackendError) -> String? {
        let rows = try connection.query(text, parameters: [role])
        guard let row = rows.first else { return nil }
        guard rows.count == 1, row.count == 2 else {
            throw .protocolViolation("the query gives \(rows.count) rows of \(row.count) columns, not 1 of 2")
        }
        return row[1]
    }
}

extension AuthenticationQuery: CustomStringConvertible, CustomReflectable {
    /// Who asks.
    public var description: String { "query as \(user)" }
    /// Nothing: a dump shows no password.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
