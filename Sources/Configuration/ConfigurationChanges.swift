/// The keys in which two configurations differ, by when a new value comes into force.
public struct ConfigurationChanges: Sendable, Equatable {
    /// Keys whose new value a running sensor can apply: `proxies.shop.capture`.
    public private(set) var live: [String] = []
    /// Keys whose new value waits for the next start.
    public private(set) var restart: [String] = []

    /// Whether nothing differs.
    public var isEmpty: Bool { live.isEmpty && restart.isEmpty }

    mutating func note(_ path: String, _ change: KeyDescription.Change) {
        switch change {
        case .live: live.append(path)
        case .restart: restart.append(path)
        }
    }
}
