/// What a request is about: the path and the query of its first line, decoded.
public struct HTTPTarget: Sendable, Equatable {
    /// The path, from its first slash on.
    public let path: String
    /// The names and values behind the question mark, in their order.
    public let query: [(name: String, value: String)]

    /// Reads a request's target, in the form `/path?query` or `http://host/path?query`; nil when it is none.
    public init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        if bytes.first != UInt8(ascii: "/"), text != "*" {
            guard let path = Self.pathOfURL(bytes) else { return nil }
            bytes = path
        }
        let parts = bytes.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = Self.decoded(parts[0], isForm: false) else { return nil }
        var query: [(String, String)] = []
        for pair in parts.dropFirst().first?.split(separator: UInt8(ascii: "&")) ?? [] {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(sides[0], isForm: true) else { return nil }
            guard let value = sides.count > 1 ? Self.decoded(sides[1], isForm: true) : "" else { return nil }
            query.append((name, value))
        }
        self.path = path
        self.query = query
    }

    /// The first value of a name; empty when the name stands alone.
    public subscript(name: String) -> String? { query.first { $0.name == name }?.value }

    /// Whether both say the same in the same order.
    public static func == (a: HTTPTarget, b: HTTPTarget) -> Bool {
        a.path == b.path && a.query.elementsEqual(b.query) { $0.name == $1.name && $0.value == $1.value }
    }

    /// A proxy's form of a target names the host too, which the header Host decides about.
    private static func pathOfURL(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for scheme in ["http://", "https://"] where bytes.starts(with: Array(scheme.utf8)) {
            return bytes.dropFirst(scheme.utf8.count).firstIndex(of: UInt8(ascii: "/")).map { bytes[$0...] }
        }
        return nil
    }

    /// Text with `%xx` as the bytes they stand for; nil when that is no text, or holds a zero byte.
    static func decoded(_ text: ArraySlice<UInt8>, isForm: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where isForm: bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(nibble), let low = rest.popFirst().flatMap(nibble) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - 0x57
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - 0x37
        default: nil
        }
    }
}
