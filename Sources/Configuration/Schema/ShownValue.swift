import Bytes

/// A value in the form that people read.
indirect enum ShownValue: Sendable, Equatable {
    /// A member of a section.
    struct Member: Sendable, Equatable {
        let name: String
        let value: ShownValue
    }

    case null
    case boolean(Bool)
    case integer(Int)
    case decimal(Double)
    case text(String)
    case list([ShownValue])
    case section([Member])

    /// The value on one line, as YAML.
    var inlineText: String {
        switch self {
        case .null: "null"
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): "\(number)"
        case .decimal(let number): "\(number)"
        case .text(let text): Self.isPlain(text) ? text : Self.quoted(text)
        case .list(let items): "[\(items.map(\.inlineText).joined(separator: ", "))]"
        case .section(let members):
            "{\(members.map { "\($0.name): \($0.value.inlineText)" }.joined(separator: ", "))}"
        }
    }

    /// Whether a text means itself without quotes.
    private static func isPlain(_ text: String) -> Bool {
        let isSafe = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || byte == 0x2e || byte == 0x2f || byte == 0x5f || byte == 0x2d
        }
        guard let first = text.utf8.first, first != 0x2d, text.utf8.allSatisfy(isSafe) else { return false }
        let node = YAMLNode(content: .plain(text), position: .start)
        return !node.isNull && YAMLScalar.boolean(text) == nil && Double(text) == nil
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.value(text)
        return writer.text
    }
}

extension ShownValue {
    /// The value as a YAML document, sections indented by two.
    var document: String {
        var text = ""
        write(into: &text, indent: "")
        return text
    }

    private func write(into text: inout String, indent: String) {
        switch self {
        case .section(let members) where !members.isEmpty:
            for member in members {
                text += "\(indent)\(Self.text(member.name).inlineText):"
                if member.value.isBlock {
                    text += "\n"
                    member.value.write(into: &text, indent: indent + "  ")
                } else {
                    text += " \(member.value.inlineText)\n"
                }
            }
        case .list(let items) where isBlock:
            for item in items {
                var block = ""
                item.write(into: &block, indent: indent + "  ")
                text += "\(indent)- \(block.dropFirst(indent.utf8.count + 2))"
            }
        default: text += "\(indent)\(inlineText)\n"
        }
    }

    /// Whether the value takes lines of its own: sections do, and lists of them.
    private var isBlock: Bool {
        switch self {
        case .section(let members): !members.isEmpty
        case .list(let items): items.contains { $0.isBlock }
        default: false
        }
    }

    /// Writes the value as JSON.
    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .boolean(let flag): writer.value(flag)
        case .integer(let number): writer.value(number)
        case .decimal(let number): writer.value(number)
        case .text(let text): writer.value(text)
        case .list(let items): writer.array { writer in items.forEach { $0.write(to: &writer) } }
        case .section(let members):
            writer.object { writer in
                for member in members {
                    writer.key(member.name)
                    member.value.write(to: &writer)
                }
            }
        }
    }
}
