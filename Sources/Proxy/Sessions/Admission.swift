import Platform

/// How a client was let in: what is told of the session at its end, and how its statements are cancelled.
final class Admission {
    /// The method by which the client proved who it is.
    let method: String
    /// The version of TLS on the client's leg with what the client showed; empty for none.
    let tls: String
    /// The user, for the limit of sessions a user.
    let user: String
    /// The backend's process; 0 while the server has named none.
    var backendPID: UInt32 = 0
    /// Which of the upstream's addresses the backend has.
    var address: SocketAddress?
    /// TLS towards it; nil without.
    var upstreamTLS: UpstreamTLS?

    init(method: String, tls: String, user: String) {
        (self.method, self.tls, self.user) = (method, tls, user)
    }
}
