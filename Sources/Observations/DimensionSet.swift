/// Who executed: the dimensions that all statements of a session share. One object serves every row that refers to it.
public final class DimensionSet: Sendable, Hashable {
    /// The name of the proxy.
    public let proxy: String
    /// The client's address.
    public let client: IPAddress
    /// The user that logged in.
    public let user: String
    /// The database.
    public let database: String
    /// The application's name, as it last set it.
    public let application: String

    /// A set of dimensions.
    public init(proxy: String, client: IPAddress, user: String, database: String, application: String) {
        self.proxy = proxy
        self.client = client
        self.user = user
        self.database = database
        self.application = application
    }

    /// What stands in a dimension whose values were too many to keep.
    public static let otherName = "(other)"

    /// The set that takes the place of all sets that were too many to keep.
    public static let other = DimensionSet(
        proxy: otherName, client: IPAddress(high: 0, low: 0), user: otherName, database: otherName,
        application: otherName)

    /// Whether all dimensions are equal.
    public static func == (a: DimensionSet, b: DimensionSet) -> Bool {
        a === b
            || (a.client == b.client && a.user == b.user && a.database == b.database && a.application == b.application
                && a.proxy == b.proxy)
    }

    /// Hashes all dimensions.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(client)
        hasher.combine(user)
        hasher.combine(database)
        hasher.combine(application)
        hasher.combine(proxy)
    }
}
