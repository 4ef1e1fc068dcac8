/// Takes passwords out of SQL before anything of it is kept.
///
/// Replaced by `'[redacted]'` are the literals that set a role's password, a secret option or a secret setting, and
/// those that hold a connection string or URI with a password, also in bodies of DO and CREATE FUNCTION, and also when
/// the text breaks off within them. A text without secrets comes back as it was.
public enum SecretRedactor {
    /// What stands in a secret's place.
    public static let placeholder = "'[redacted]'"
    /// How deep code within literals within code is looked into; deeper code is replaced as a whole.
    static let deepest = 4

    /// The text without its secrets; it ends at a zero byte, as PostgreSQL's texts do.
    public static func redact(_ bytes: Span<UInt8>, _ options: ScannerOptions = ScannerOptions()) -> [UInt8] {
        let text = [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
            for index in bytes.indices {
                if bytes[index] == 0 { break }
                buffer.initializeElement(at: index, to: bytes[index])
                count = index + 1
            }
        }
        return redact(text, options, depth: 0)
    }

    /// Whether a value, such as one of a Bind message, is a connection string or URI with a password.
    public static func holdsPassword(_ value: [UInt8]) -> Bool { PasswordSearch(value).succeeds }

    static func redact(_ text: [UInt8], _ options: ScannerOptions, depth: Int) -> [UInt8] {
        var core = ScannerCore(options, LiteralObserver())
        text.withUnsafeBytes { core.feed($0, isLast: true) { _ in } }
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var copied = 0
        for place in core.observer.places {
            let literal = LiteralText(text[place.range], kind: place.kind)
            guard let replacement = replacement(for: literal, place.role, options, depth) else { continue }
            output.append(contentsOf: text[copied..<place.range.lowerBound])
            output.append(contentsOf: replacement)
            copied = place.range.upperBound
        }
        output.append(contentsOf: text[copied...])
        return output
    }

    /// What is to stand in a literal's place; nil when it may stay.
    private static func replacement(
        for literal: LiteralText, _ role: LiteralRole, _ options: ScannerOptions, _ depth: Int
    ) -> [UInt8]? {
        let whole = Array(placeholder.utf8)
        if role == .secret { return whole }
        guard role == .code else { return PasswordSearch(literal.content).succeeds ? whole : nil }
        let content = literal.content
        guard depth < deepest else { return PasswordSearch(content).succeeds ? whole : nil }
        let inner = redact(content, options, depth: depth + 1)
        // What is no SQL, such as a shell's command or a body in another language, shows no literals of ours.
        if PasswordSearch(inner, isProgram: literal.kind == .dollarString).succeeds { return whole }
        return inner == content ? nil : literal.quoting(inner)
    }
}

/// Notes where quoted literals stand.
struct LiteralObserver: TokenObserver {
    struct Place {
        var kind: LiteralKind
        var role: LiteralRole
        var range: Range<Int>
    }

    private(set) var places: [Place] = []

    mutating func quotedLiteralBegan(_ kind: LiteralKind, role: LiteralRole, start: Int) {
        places.append(Place(kind: kind, role: role, range: start..<start))
    }

    mutating func quotedLiteralEnded(end: Int) {
        guard let last = places.indices.last else { return }
        places[last].range = places[last].range.lowerBound..<max(end, places[last].range.lowerBound)
    }
}
