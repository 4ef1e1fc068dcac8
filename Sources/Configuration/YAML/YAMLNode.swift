/// A place in a file, both counted from one.
public struct Position: Sendable, Equatable {
    /// The line.
    public let line: Int
    /// The column, in characters.
    public let column: Int

    /// The first character of a file.
    static let start = Position(line: 1, column: 1)
}

/// A value of a YAML document and where it stands.
struct YAMLNode: Sendable, Equatable {
    /// What a node holds.
    enum Content: Sendable, Equatable {
        /// A scalar without quotes, which may mean a number, true, false or null.
        case plain(String)
        /// A scalar in quotes or a block scalar, which is always text.
        case quoted(String)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    let content: Content
    let position: Position

    /// Whether this is YAML's null: `null`, `~` or nothing at all.
    var isNull: Bool {
        guard case .plain(let text) = content else { return false }
        return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
    }

    /// The members of a mapping, none for anything else.
    var entries: [YAMLEntry] {
        if case .mapping(let entries) = content { entries } else { [] }
    }

    /// What an error message calls this kind of value.
    var kind: String {
        switch content {
        case .plain where isNull: "nothing"
        case .plain(let text) where YAMLScalar.boolean(text) != nil: text
        case .plain(let text) where Double(text) != nil: "the number \(text)"
        case .plain(let text), .quoted(let text): "the text \"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
        case .sequence: "a list"
        case .mapping: "a section"
        }
    }
}

/// A member of a YAML mapping.
struct YAMLEntry: Sendable, Equatable {
    let key: String
    let position: Position
    let value: YAMLNode
}

/// What plain scalars mean beyond their text.
enum YAMLScalar {
    /// YAML 1.1's truth values, as far as people write them; nil for anything else.
    static func boolean(_ text: String) -> Bool? {
        switch text {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
        default: nil
        }
    }
}
