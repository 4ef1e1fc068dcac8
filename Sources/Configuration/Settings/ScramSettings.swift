/// A section `scram`: where the proxy gets users' verifiers from, to log clients in itself and go on to the server with
/// the key that a client's proof contains.
public struct ScramSettings: Sendable, Equatable {
    /// A file with a line `"user" "secret"` for each user, as PgBouncer's `userlist.txt`.
    public var userlist: String?
    /// The user that asks the server for verifiers; nil asks for none.
    public var authUser: String?
    /// That user's password.
    public var authPassword: Secret?
    /// The database in which it asks.
    public var authDatabase = "postgres"
    /// What it asks: `$1` is the name of the user that logs in.
    public var authQuery =
        "SELECT rolname, rolpassword FROM pg_catalog.pg_authid "
        + "WHERE rolname = $1 AND rolcanlogin AND (rolvaliduntil IS NULL OR rolvaliduntil > now())"
    /// How long an answer is good for.
    public var cacheTime = Duration.seconds(30)

    static let schema = Schema(
        ScramSettings(),
        [
            Key(
                "userlist", \.userlist, .optional(.secretPath),
                "A file with a line `\"user\" \"secret\"` for each user, as PgBouncer has it; a secret is a SCRAM "
                    + "verifier or a password."),
            Key(
                "auth_user", \.authUser, .optional(.text),
                "The user that asks the server for the verifiers of users who are not in the userlist."),
            Key(secret: "auth_password", \.authPassword, "That user's password."),
            Key("auth_database", \.authDatabase, .text, "The database in which it asks."),
            Key(
                "auth_query", \.authQuery, .text,
                "What it asks: `$1` is the user that logs in; the answer is a row of a name and a verifier."),
            Key(
                "cache_time", \.cacheTime, .duration(.seconds(0)...Duration.seconds(86_400)),
                "How long an answer is good for."),
        ],
        check: { scram, node, reader in
            if scram.userlist == nil && scram.authUser == nil {
                reader.report(node.position, "scram needs a userlist, an auth_user, or both")
            }
            if scram.authUser != nil && !scram.authQuery.contains("$1") {
                reader.report(node.position, "auth_query lacks $1, the user that logs in")
            }
        })
}
