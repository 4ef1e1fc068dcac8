/// Why a text is not a value of its type.
struct InvalidValue: Error, Equatable {
    let message: String
    let suggestion: String?

    init(_ message: String, suggestion: String? = nil) {
        self.message = message
        self.suggestion = suggestion
    }
}

/// How one type of value is read, shown, compared and described.
struct ValueType<Value: Sendable & Equatable>: Sendable {
    typealias Compare =
        @Sendable (
            _ old: Value, _ new: Value, _ path: String, _ change: KeyDescription.Change,
            _ changes: inout ConfigurationChanges
        ) -> Void

    /// What the reference calls it: `duration`.
    let name: String
    /// The value of a node, nil when it is none, which has been reported then.
    let read: @Sendable (YAMLNode, inout ConfigurationReader) -> Value?
    let show: @Sendable (Value) -> ShownValue
    /// Notes what differs, at the finest key that differs.
    let compare: Compare
    /// The keys inside, none for what is no section.
    let keys: [KeyDescription]

    init(
        name: String, keys: [KeyDescription] = [],
        read: @escaping @Sendable (YAMLNode, inout ConfigurationReader) -> Value?,
        show: @escaping @Sendable (Value) -> ShownValue, compare: Compare? = nil
    ) {
        self.name = name
        self.keys = keys
        self.read = read
        self.show = show
        self.compare =
            compare ?? { old, new, path, change, changes in if old != new { changes.note(path, change) } }
    }

    /// A type whose values are written as one scalar; `parse` gets its text.
    static func scalar(
        _ name: String, expected: String? = nil, show: @escaping @Sendable (Value) -> ShownValue,
        parse: @escaping @Sendable (String) throws(InvalidValue) -> Value
    ) -> ValueType {
        ValueType(
            name: name,
            read: { node, reader in
                guard let text = node.scalarText else {
                    reader.report(node, expected: expected ?? name)
                    return nil
                }
                do throws(InvalidValue) {
                    return try parse(text)
                } catch {
                    reader.report(node.position, error.message, suggestion: error.suggestion)
                    return nil
                }
            },
            show: show)
    }
}

extension YAMLNode {
    /// The text of a scalar; nil for lists, sections and null.
    var scalarText: String? {
        switch content {
        case .plain(let text): isNull ? nil : text
        case .quoted(let text): text
        case .sequence, .mapping: nil
        }
    }
}
