extension ValueType {
    /// A section inside a section.
    static func section(_ schema: Schema<Value>) -> ValueType {
        ValueType(
            name: "section", keys: schema.descriptions,
            read: { node, reader in schema.read(node, &reader) },
            show: schema.show,
            compare: { old, new, path, _, changes in schema.compare(old, new, path, &changes) })
    }

    /// A list of sections. With `named`, each has a name that no other has, and is the same one as before by it.
    static func sections<Element>(
        _ schema: Schema<Element>, named name: (@Sendable (Element) -> String)? = nil
    ) -> ValueType where Value == [Element] {
        ValueType(
            name: "list of sections", keys: schema.descriptions,
            read: { node, reader in
                let elements = readItems(node, expected: "a list of sections", &reader) { schema.read($0, &$1) }
                if let name, let elements { reportRepeatedNames(elements.map { name($0) }, node, &reader) }
                return elements
            },
            show: { .list($0.map(schema.show)) },
            compare: { old, new, path, change, changes in
                guard let name else {
                    if old != new { changes.note(path, change) }
                    return
                }
                let before = Dictionary(old.map { (name($0), $0) }) { first, _ in first }
                let after = Dictionary(new.map { (name($0), $0) }) { first, _ in first }
                compareMembers(before, after, path, change, &changes, schema.compare)
            })
    }

    /// A section whose keys are names of the user's own, each with a section of its own.
    static func namedSections<Element>(_ schema: Schema<Element>, keyed by: String) -> ValueType
    where Value == [String: Element] {
        ValueType(
            name: "section by \(by)", keys: schema.descriptions,
            read: { node, reader in readMembers(node, &reader) { _, value, reader in schema.read(value, &reader) } },
            show: { showMembers($0, schema.show) },
            compare: { old, new, path, change, changes in
                compareMembers(old, new, path, change, &changes, schema.compare)
            })
    }

    /// A section whose keys are names of the user's own; `checkKey` says what is wrong with one.
    static func map<Element>(
        _ element: ValueType<Element>, keyed by: String,
        checkKey: @escaping @Sendable (String) -> InvalidValue? = { _ in nil }
    ) -> ValueType where Value == [String: Element] {
        ValueType(
            name: "\(by): \(element.name)",
            read: { node, reader in
                readMembers(node, &reader) { entry, value, reader in
                    if let invalid = checkKey(entry.key) {
                        reader.report(entry.position, invalid.message, suggestion: invalid.suggestion)
                    }
                    return element.read(value, &reader)
                }
            },
            show: { showMembers($0, element.show) })
    }

    /// A list; one value alone is a list of one.
    static func list<Element>(_ element: ValueType<Element>) -> ValueType where Value == [Element] {
        ValueType(
            name: "list of \(element.name)",
            read: { node, reader in
                if node.scalarText != nil { return element.read(node, &reader).map { [$0] } }
                return readItems(node, expected: "a list", &reader) { element.read($0, &$1) }
            },
            show: { .list($0.map(element.show)) })
    }

    /// A value, or null for none.
    static func optional<Wrapped>(_ wrapped: ValueType<Wrapped>) -> ValueType where Value == Wrapped? {
        ValueType(
            name: wrapped.name, keys: wrapped.keys,
            read: { node, reader in node.isNull ? .some(nil) : wrapped.read(node, &reader) },
            show: { $0.map(wrapped.show) ?? .null })
    }
}

private func readItems<Element>(
    _ node: YAMLNode, expected: String, _ reader: inout ConfigurationReader,
    _ read: (YAMLNode, inout ConfigurationReader) -> Element?
) -> [Element]? {
    if node.isNull { return [] }
    guard case .sequence(let items) = node.content else {
        reader.report(node, expected: expected)
        return nil
    }
    let elements = items.enumerated().map { index, item in reader.within("[\(index)]") { read(item, &$0) } }
    return elements.contains { $0 == nil } ? nil : elements.compactMap { $0 }
}

private func readMembers<Element>(
    _ node: YAMLNode, _ reader: inout ConfigurationReader,
    _ read: (YAMLEntry, YAMLNode, inout ConfigurationReader) -> Element?
) -> [String: Element]? {
    if node.isNull { return [:] }
    guard case .mapping(let entries) = node.content else {
        reader.report(node, expected: "a section")
        return nil
    }
    var members: [String: Element] = [:]
    for entry in entries {
        reader.within(entry.key) { reader in
            if members[entry.key] != nil { reader.report(entry.position, "given twice") }
            if let element = read(entry, entry.value, &reader) { members[entry.key] = element }
        }
    }
    return members
}

private func showMembers<Element>(_ members: [String: Element], _ show: (Element) -> ShownValue) -> ShownValue {
    .section(members.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: show($0.value)) })
}

private func compareMembers<Element>(
    _ old: [String: Element], _ new: [String: Element], _ path: String, _ change: KeyDescription.Change,
    _ changes: inout ConfigurationChanges, _ compare: (Element, Element, String, inout ConfigurationChanges) -> Void
) {
    for name in Set(old.keys).union(new.keys).sorted() {
        if let before = old[name], let after = new[name] {
            compare(before, after, "\(path).\(name)", &changes)
        } else {
            changes.note("\(path).\(name)", change)
        }
    }
}

private func reportRepeatedNames(_ names: [String], _ node: YAMLNode, _ reader: inout ConfigurationReader) {
    guard case .sequence(let items) = node.content else { return }
    for (index, name) in names.enumerated() {
        guard let first = names[..<index].firstIndex(of: name) else { continue }
        reader.within("[\(index)]") {
            $0.report(
                items[index].position, "\"\(name)\" is the name of [\(first)] in line \(items[first].position.line)")
        }
    }
}
