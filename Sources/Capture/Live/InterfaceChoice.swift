/// Which interfaces options mean, and how each is captured.
struct InterfaceChoice: Sendable {
    private let named: [String: InterfaceOptions]
    private let patterns: [(pattern: InterfacePattern, options: InterfaceOptions)]
    private let excluded: [InterfacePattern]?

    /// Reads the patterns.
    init(_ options: CaptureOptions) throws(CaptureError) {
        var patterns: [(InterfacePattern, InterfaceOptions)] = []
        var named: [String: InterfaceOptions] = [:]
        for (key, value) in options.interfaces.sorted(by: { $0.key < $1.key }) {
            if let filter = value.filter, let problem = PacketFilter.problem(filter) { throw problem }
            if InterfacePattern.isPattern(key) {
                patterns.append((try InterfacePattern(key), value))
            } else {
                named[key] = value
            }
        }
        self.named = named
        self.patterns = patterns
        guard let texts = options.automaticExcluding else {
            excluded = nil
            return
        }
        var excluded: [InterfacePattern] = []
        for text in texts { excluded.append(try InterfacePattern(text)) }
        self.excluded = excluded
    }

    /// Whether what is there decides which interfaces are captured.
    var isOpen: Bool { !patterns.isEmpty || excluded != nil }

    /// The interfaces to capture when these are there. Those with a name of their own are taken whether they are or
    /// not.
    func interfaces(present: [String]) -> [String: InterfaceOptions] {
        var chosen = named
        for name in present where chosen[name] == nil {
            if let options = patterns.first(where: { $0.pattern.matches(name) })?.options {
                chosen[name] = options
            } else if let excluded, !excluded.contains(where: { $0.matches(name) }) {
                chosen[name] = InterfaceOptions()
            }
        }
        chosen = chosen.filter { !$0.value.isDisabled }
        guard chosen.count > CaptureOptions.interfaceLimit else { return chosen }
        let first = chosen.sorted { $0.key < $1.key }.prefix(CaptureOptions.interfaceLimit)
        return Dictionary(uniqueKeysWithValues: first.map { ($0.key, $0.value) })
    }

    /// Interfaces with a name of their own that are not there.
    func missing(present: [String]) -> [String] {
        named.filter { !$0.value.isDisabled && $0.key != "any" && !present.contains($0.key) }.keys.sorted()
    }
}
