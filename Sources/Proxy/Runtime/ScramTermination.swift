public import Authentication

/// What a proxy needs to log clients in by itself: users' verifiers.
public struct ScramTermination: Sendable {
    /// Looks for what is known of a user and calls back, on any thread; nil when nothing is.
    public typealias Search =
        @Sendable (_ user: String, _ found: @escaping @Sendable (StoredSecret?) -> Void) -> Void

    let secret: [UInt8]
    let search: Search

    /// - Parameter secret: random bytes from which the salts of users who do not exist are made.
    public init(secret: [UInt8], search: @escaping Search) {
        self.secret = secret
        self.search = search
    }
}
