import PostgresWire

/// Asks a server whether it lets in somebody who proves nothing. PostgreSQL looks for a rule of `pg_hba.conf` before it
/// looks for the role, so a name that no role has finds a rule that trusts everybody.
public enum TrustProbe {
    /// What came of it.
    public enum Result: Sendable, Equatable {
        /// The server lets this user in without asking for anything; nil when it would do so with any name.
        case trusts(user: String?)
        /// The server asked everybody for a proof, or has no rule that lets them in.
        case asksForProof
        /// The server could not be asked.
        case failed(BackendError)
    }

    /// Tries a name that no role can have, and users of whom the server may know some. Waits for each at most as long
    /// as the target's timeout, and ends at the first time that the server cannot be reached.
    public static func run(_ target: BackendTarget, users: [String], database: String = "postgres") -> Result {
        var failure: BackendError?
        for user in [nil] + users.map(Optional.some) {
            do throws(BackendError) {
                if try isTrusted(user ?? unknownName(), target, database) { return .trusts(user: user) }
            } catch {
                // A server that does not answer is not waited for once more for every user.
                guard error.sqlstate != nil else { return .failed(error) }
                failure = failure ?? error
            }
        }
        return failure.map { .failed($0) } ?? .asksForProof
    }

    private static func unknownName() -> String {
        "keddah_" + randomBytes(16).map { String($0, radix: 36) }.joined()
    }

    /// Disconnects as soon as the server has said what it wants, without a word: so nothing stands in its log.
    private static func isTrusted(
        _ user: String, _ target: BackendTarget, _ database: String
    ) throws(BackendError) -> Bool {
        let stream = try BackendConnection.open(target)
        do throws(BackendError) {
            try BackendLogin(user: user, password: nil, database: database).begin(stream)
            return AuthenticationRequest(body: try BackendLogin.authentication(stream)) == .ok
        } catch {
            // No rule lets this user in. Other errors, such as too many connections, say nothing of that.
            if error.sqlstate?.hasPrefix("28") == true { return false }
            throw error
        }
    }
}
