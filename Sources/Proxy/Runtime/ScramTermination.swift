public import Authentication

/// What a proxy needs to log clients in by itself: users' verifiers.
public struct ScramTermination: Sendable {
    /// Looks for what is known of a user and calls back, on any thread; nil when nothing is.
    public typealias Search =
        @Sendable (_ user: String, _ found: @escaping @Sendable (StoredSecret?) -> Void) -> Void

    let secret: [UInt8]
    let search: Search
    let forget: @Sendable (_ user: String) -> Void

    /// A way to log clients in.
    /// - Parameters:
    ///   - secret: bytes from which the salts of users who do not exist are made; always the same ones, because a
    ///     salt that changes tells that there is no such user.
    ///   - forget: told when what was found of a user turned out to be out of date.
    public init(
        secret: [UInt8], forget: @escaping @Sendable (_ user: String) -> Void = { _ in }, search: @escaping Search
    ) {
        self.secret = secret
        self.search = search
        self.forget = forget
    }
}
