import Bytes
public import Observations

/// Finds the addresses of a host name; empty when it has none. May block: it is called once a name, after the rest of
/// the condition was understood.
public typealias HostResolver = @Sendable (_ name: String) -> [IPAddress]

/// The host names of a condition: first noted, then looked up all at once, then read as their addresses.
struct HostNames {
    private static let most = 64

    private(set) var found: [(name: String, offset: Int)] = []
    private var addresses: [String: [IPAddress]]?

    /// Names are only noted, and stand for no address.
    init() {}

    /// The addresses of the names that another pass noted.
    /// - Throws: a name without an address, at its place.
    init(resolving names: HostNames, with resolve: HostResolver) throws(ConditionError) {
        var addresses: [String: [IPAddress]] = [:]
        for (name, offset) in names.found where addresses[name] == nil {
            guard addresses.count < Self.most else {
                throw ConditionError("a condition has at most \(Self.most) host names", at: offset)
            }
            let known = resolve(name)
            guard !known.isEmpty else {
                let hint = NearestName.find(name, among: NamedNetworks.names).map { ": did you mean '\($0)'?" } ?? ""
                throw ConditionError("'\(name)' is no address, and no host that has one" + hint, at: offset)
            }
            addresses[name] = known
        }
        self.addresses = addresses
    }

    /// The networks that a value stands for; nil when it cannot be a host's name.
    mutating func networks(_ value: ConditionValue) -> [Network]? {
        guard Self.isHostName(value.text) else { return nil }
        let name = value.text.lowercased()
        if let addresses { return (addresses[name] ?? []).map { Network($0) } }
        found.append((name, value.offset))
        return []
    }

    /// Labels of letters, digits, `-` and `_` between dots; what has no letter in its last label is an address that
    /// went wrong.
    private static func isHostName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, let last = labels.last(where: { !$0.isEmpty }),
            last.utf8.contains(where: { (0x61...0x7a).contains($0 | 0x20) })
        else { return false }
        return labels.dropLast(labels.last?.isEmpty == true ? 1 : 0).allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy {
                    (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f
                }
        }
    }
}
