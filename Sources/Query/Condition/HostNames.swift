import Bytes
public import Observations

/// What a condition asks about its hosts.
public struct HostQuestion: Sendable {
    /// The names, each once.
    public let names: [String]
    /// How long finding all of them may take.
    public let limit: Duration
}

/// What was found out about a host's name.
public enum HostAnswer: Sendable, Equatable {
    /// Its addresses; empty when it has none.
    case addresses([IPAddress])
    /// Nobody answered in time.
    case late
}

/// Finds the addresses of hosts, in the order of their names. May block: it is called once a condition, after the rest
/// of it was understood.
public typealias HostResolver = @Sendable (HostQuestion) -> [HostAnswer]

/// The host names of a condition: first noted, then looked up all at once, then read as their addresses.
struct HostNames {
    private static let most = 64

    private(set) var found: [(name: String, offset: Int)] = []
    private var addresses: [String: [IPAddress]]?

    /// Names are only noted, and stand for no address.
    init() {}

    /// The addresses of the names that another pass noted.
    /// - Throws: a name without an address, at its place.
    init(resolving names: HostNames, within limit: Duration, with resolve: HostResolver) throws(ConditionError) {
        var distinct: [(name: String, offset: Int)] = []
        var seen: Set<String> = []
        for host in names.found where seen.insert(host.name).inserted {
            guard distinct.count < Self.most else {
                throw ConditionError("a condition has at most \(Self.most) host names", at: host.offset)
            }
            distinct.append(host)
        }
        let answers = resolve(HostQuestion(names: distinct.map(\.name), limit: limit))
        precondition(answers.count == distinct.count)
        var addresses: [String: [IPAddress]] = [:]
        for (host, answer) in zip(distinct, answers) { addresses[host.name] = try Self.known(answer, host) }
        self.addresses = addresses
    }

    private static func known(
        _ answer: HostAnswer, _ host: (name: String, offset: Int)
    ) throws(ConditionError) -> [IPAddress] {
        guard case .addresses(let known) = answer else {
            throw ConditionError(
                "the addresses of '\(host.name)' were not found in time: try again, or write an address",
                at: host.offset)
        }
        guard !known.isEmpty else {
            let hint = NearestName.find(host.name, among: NamedNetworks.names).map { ": did you mean '\($0)'?" } ?? ""
            throw ConditionError("'\(host.name)' is no address, and no host that has one" + hint, at: host.offset)
        }
        return known
    }

    /// The networks that a value stands for; nil when it cannot be a host's name.
    mutating func networks(_ value: ConditionValue) -> [Network]? {
        guard Self.isHostName(value.text) else { return nil }
        let name = value.text.lowercased()
        if let addresses { return (addresses[name] ?? []).map { Network($0) } }
        found.append((name, value.offset))
        return []
    }

    /// Labels of letters, digits, `-` and `_` between dots. No top-level domain begins with a digit: such a thing is a
    /// number or an address that went wrong, of which resolvers make addresses that nobody meant (`0x0a000001`).
    private static func isHostName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, let last = labels.last(where: { !$0.isEmpty }),
            let first = last.utf8.first, !(0x30...0x39).contains(first),
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
