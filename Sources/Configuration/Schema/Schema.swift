import Bytes

/// The table of a section's keys, with the section as it is when none of them is given.
struct Schema<Root: Sendable & Equatable>: Sendable {
    let initial: Root
    let keys: [Key<Root>]
    /// Reports what is wrong with keys that are right one by one.
    let check: @Sendable (Root, YAMLNode, inout ConfigurationReader) -> Void

    init(
        _ initial: Root, _ keys: [Key<Root>],
        check: @escaping @Sendable (Root, YAMLNode, inout ConfigurationReader) -> Void = { _, _, _ in }
    ) {
        self.initial = initial
        self.keys = keys
        self.check = check
    }

    /// The section that `node` holds. An empty section is one with every default.
    func read(_ node: YAMLNode, _ reader: inout ConfigurationReader) -> Root? {
        switch node.content {
        case .mapping: break
        case .plain where node.isNull: break
        default:
            reader.report(node, expected: "a section")
            return nil
        }
        let problemsBefore = reader.problems.count
        var root = initial
        var seen: [String: Position] = [:]
        for entry in node.entries { read(entry, into: &root, &seen, &reader) }
        for key in keys where key.isRequired && seen[key.name] == nil {
            reader.report(node.position, "the key \(key.name) is missing")
        }
        // Rules over several keys would only repeat what is wrong with one of them.
        guard reader.problems.count == problemsBefore else { return nil }
        check(root, node, &reader)
        return root
    }

    private func read(
        _ entry: YAMLEntry, into root: inout Root, _ seen: inout [String: Position], _ reader: inout ConfigurationReader
    ) {
        reader.within(entry.key) { reader in
            guard let key = keys.first(where: { $0.names.contains(entry.key) }) else {
                reportUnknown(entry, &reader)
                return
            }
            if let first = seen[key.name] {
                reader.report(entry.position, "given twice, the first time in line \(first.line)")
                return
            }
            seen[key.name] = entry.position
            key.read(entry, &root, &reader)
        }
    }

    private func reportUnknown(_ entry: YAMLEntry, _ reader: inout ConfigurationReader) {
        let names = keys.flatMap(\.names)
        if let nearest = NearestName.find(entry.key, among: names) {
            reader.report(entry.position, "unknown key", suggestion: nearest)
        } else {
            reader.report(entry.position, "unknown key; the keys here are \(names.joined(separator: ", "))")
        }
    }

    /// Every key with its value.
    func show(_ root: Root) -> ShownValue { .section(keys.map { .init(name: $0.name, value: $0.show(root)) }) }

    /// Notes the keys that differ.
    func compare(_ old: Root, _ new: Root, _ path: String, _ changes: inout ConfigurationChanges) {
        for key in keys { key.compare(old, new, path.isEmpty ? key.name : "\(path).\(key.name)", &changes) }
    }

    /// What the reference says about each key.
    var descriptions: [KeyDescription] { keys.map { $0.describe(initial) } }
}
