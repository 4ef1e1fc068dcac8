import Bytes

extension ValueType where Value == String {
    /// Any text, numbers and truth values included, but not an empty one.
    static let text = pattern("text") { _ in true }

    /// A text that is `allowed`; `rule` says what is.
    static func pattern(
        _ name: String, rule: String = "must not be empty", _ allowed: @escaping @Sendable (String) -> Bool
    ) -> ValueType {
        scalar(name, show: { .text($0) }) { text throws(InvalidValue) in
            guard !text.isEmpty, allowed(text) else { throw InvalidValue("\"\(text)\": \(rule)") }
            return text
        }
    }

    /// A name of the user's own: what may stand in a column, a file name and a condition without quotes.
    static let name = pattern("name", rule: "a name has 1 to 63 letters, digits, '.', '_' and '-'") { text in
        text.utf8.count <= 63 && text.utf8.allSatisfy(isNameByte)
    }

    /// The path of a file or folder; one that is not absolute starts from the configuration file's folder.
    static let path = ValueType(
        name: "path",
        read: { node, reader in text.read(node, &reader).map(reader.origin.resolve) },
        show: { .text($0) })

    /// An http or https URL.
    static let url = pattern("URL", rule: "a URL begins with http:// or https://") { text in
        ["http://", "https://"].contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
    }

    /// A SHA-256 digest.
    static let sha256 = pattern("64 hexadecimal digits", rule: "a SHA-256 digest has 64 hexadecimal digits") { text in
        text.utf8.count == 64 && text.utf8.allSatisfy { isHexadecimal($0) }
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
        || byte == 0x2d || byte == 0x2e
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
}

extension ValueType where Value == Bool {
    /// true or false, also yes, no, on, off.
    static let boolean = ValueType(
        name: "true or false",
        read: { node, reader in
            guard case .plain(let text) = node.content, let flag = YAMLScalar.boolean(text) else {
                reader.report(node, expected: "true or false")
                return nil
            }
            return flag
        },
        show: { .boolean($0) })
}

extension ValueType where Value == Int {
    /// A whole number of a range.
    static func integer(_ range: ClosedRange<Int>) -> ValueType {
        ValueType(
            name: "whole number",
            read: { node, reader in
                guard case .plain(let text) = node.content, let number = Int(text) else {
                    reader.report(node, expected: "a whole number")
                    return nil
                }
                guard range.contains(number) else {
                    reader.report(
                        node.position, "\(number) is not between \(range.lowerBound) and \(range.upperBound)")
                    return nil
                }
                return number
            },
            show: { .integer($0) })
    }
}

extension ValueType where Value == Double {
    /// A number of a range.
    static func decimal(_ range: ClosedRange<Double>) -> ValueType {
        ValueType(
            name: "number",
            read: { node, reader in
                guard case .plain(let text) = node.content, let number = Double(text), number.isFinite else {
                    reader.report(node, expected: "a number")
                    return nil
                }
                guard range.contains(number) else {
                    reader.report(
                        node.position, "\(number) is not between \(range.lowerBound) and \(range.upperBound)")
                    return nil
                }
                return number
            },
            show: { .decimal($0) })
    }
}

extension ValueType where Value == Int? {
    /// A whole number of a range, or `auto` for none.
    static func automatic(_ range: ClosedRange<Int>) -> ValueType {
        let integer = ValueType<Int>.integer(range)
        return ValueType(
            name: "whole number or auto",
            read: { node, reader in
                node.scalarText == "auto" ? .some(nil) : integer.read(node, &reader)
            },
            show: { $0.map { .integer($0) } ?? .text("auto") })
    }
}

extension ValueType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words.
    static var choice: ValueType {
        let words = Value.allCases.map(\.rawValue)
        return scalar(words.joined(separator: ", "), expected: "one of \(words.joined(separator: ", "))") {
            .text($0.rawValue)
        } parse: { text throws(InvalidValue) in
            guard let value = Value(rawValue: text) else {
                throw InvalidValue(
                    "\"\(text)\" is not one of \(words.joined(separator: ", "))",
                    suggestion: NearestName.find(text, among: words))
            }
            return value
        }
    }
}
