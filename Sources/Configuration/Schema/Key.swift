/// What a reader of the reference wants to know about a key.
struct KeyDescription: Sendable {
    /// When a new value comes into force.
    enum Change: Sendable {
        /// With `keddah config reload`.
        case live
        /// When the sensor starts the next time.
        case restart
    }

    let name: String
    let type: String
    /// The default as it would be written, nil for a key that must be given.
    let defaultText: String?
    let summary: String
    let change: Change
    let isBuilt: Bool
    let keys: [KeyDescription]
}

/// One row of a section's table: from it come parsing, defaults, the reference, what is shown, and what differs.
struct Key<Root: Sendable>: Sendable {
    let name: String
    /// Whether a section without it is an error.
    let isRequired: Bool
    /// Whether `NAME_file` may stand for it.
    let hasFileForm: Bool
    let read: @Sendable (YAMLEntry, inout Root, inout ConfigurationReader) -> Void
    let show: @Sendable (Root) -> ShownValue
    let compare: @Sendable (Root, Root, _ path: String, inout ConfigurationChanges) -> Void
    let describe: @Sendable (_ initial: Root) -> KeyDescription

    /// A key that sets `field`. A key that is not `built` is checked and reported as not in force.
    init<Value>(
        _ name: String, _ field: any WritableKeyPath<Root, Value> & Sendable, _ type: ValueType<Value>,
        _ summary: String,
        _ change: KeyDescription.Change = .restart, isRequired: Bool = false, isBuilt: Bool = true,
        defaultText: String? = nil
    ) {
        self.name = name
        self.isRequired = isRequired
        hasFileForm = false
        read = { entry, root, reader in
            if !isBuilt { reader.noteUnbuilt() }
            if let value = type.read(entry.value, &reader) { root[keyPath: field] = value }
        }
        show = { type.show($0[keyPath: field]) }
        compare = { old, new, path, changes in
            type.compare(old[keyPath: field], new[keyPath: field], path, change, &changes)
        }
        describe = { initial in
            let shown = defaultText ?? type.show(initial[keyPath: field]).inlineText
            return KeyDescription(
                name: name, type: type.name, defaultText: isRequired ? nil : shown, summary: summary, change: change,
                isBuilt: isBuilt, keys: type.keys)
        }
    }

    /// A key that sets a secret, or `NAME_file` that names the file it stands in.
    init(
        secret name: String, _ field: any WritableKeyPath<Root, Secret?> & Sendable, _ summary: String,
        _ change: KeyDescription.Change = .restart
    ) {
        self.name = name
        isRequired = false
        hasFileForm = true
        read = { entry, root, reader in
            if Secret.isNone(entry.value) { return }
            let secret =
                entry.key == name ? Secret.read(entry.value, &reader) : Secret.readFile(entry.value, &reader)
            if let secret { root[keyPath: field] = secret }
        }
        show = { $0[keyPath: field] == nil ? .null : .text(Secret.mask) }
        compare = { old, new, path, changes in
            if old[keyPath: field] != new[keyPath: field] { changes.note(path, change) }
        }
        describe = { _ in
            KeyDescription(
                name: name, type: "secret", defaultText: ShownValue.null.inlineText,
                summary: "\(summary) `\(name)_file` names a file that holds it.", change: change, isBuilt: true,
                keys: [])
        }
    }

    /// The names that this key goes by in a file.
    var names: [String] { hasFileForm ? [name, "\(name)_file"] : [name] }
}
