/// Writes a statement for people: the same text for all statements of a fingerprint.
///
/// Literals become `$1`, `$2` …, keywords and unquoted names lower case, white space one space where it is needed,
/// comments nothing; a list that may have any length shows one element of each kind and `, ...`.
public enum Normalizer {
    /// The normalized text of all statements in `bytes`, joined by `; `, as at most `limit` bytes of valid UTF-8.
    public static func normalize(
        _ bytes: Span<UInt8>, _ options: ScannerOptions = ScannerOptions(), limit: Int = 65_536
    ) -> String {
        precondition(limit >= 0)
        var core = ScannerCore(options, NormalizingObserver(limit: limit, encoding: options.encoding))
        bytes.withUnsafeBytes { core.feed($0, isLast: true) { _ in } }
        return core.observer.text
    }
}

/// Builds the normalized text; what a list repeats is cut off again.
struct NormalizingObserver: TokenObserver {
    private let limit: Int
    private let encoding: ClientEncoding
    private var output: [UInt8] = []
    private var literals = 0
    /// Whether the last token wants no space after it, such as `(` or `::`.
    private var isTight = true
    private var lists: [OpenList] = []
    /// Whether the last token was a name, so that a parenthesis calls it.
    private var followsName = false
    private var endsStatement = false

    private struct OpenList {
        var elementStart: Int
        var elementLiterals: Int
        var count = 0
    }

    init(limit: Int, encoding: ClientEncoding) {
        self.limit = limit
        self.encoding = encoding
    }

    /// The text so far, cut between characters.
    var text: String {
        let whole = decoded
        guard whole.utf8.count > limit else { return whole }
        var kept = String.UnicodeScalarView()
        var size = 0
        for scalar in whole.unicodeScalars {
            size += UTF8.width(scalar)
            if size > limit { break }
            kept.append(scalar)
        }
        return String(kept)
    }

    private var decoded: String {
        guard encoding == .latin1 else { return String(decoding: output, as: UTF8.self) }
        return String(String.UnicodeScalarView(output.map { UnicodeScalar($0) }))
    }

    /// Lists must be cut where they repeat, so a text within one may run over the limit, but not without bound.
    private var isFull: Bool { output.count > limit && (lists.isEmpty || output.count > limit + 4096) }

    /// Writes what separates a token from the one before it; false when there is no more room.
    private mutating func begin(spaced: Bool = true, tightAfter: Bool = false) -> Bool {
        if isFull { return false }
        if endsStatement {
            output.append(contentsOf: "; ".utf8)
            endsStatement = false
        } else if let list = lists.last, list.count > 0, list.elementStart == output.count {
            output.append(contentsOf: ", ".utf8)
        } else if spaced, !isTight {
            output.append(0x20)
        }
        isTight = tightAfter
        followsName = false
        return true
    }

    mutating func word(_ text: borrowing ShortText, isDistinct: Bool) {
        guard begin() else { return }
        text.append(to: &output)
        followsName = !isDistinct
    }

    mutating func quotedName(_ text: borrowing ShortText, isUnicode: Bool) {
        let isAfterDot = output.last == 0x2e
        guard begin() else { return }
        if !isUnicode, text.isPlainName(isQualified: isAfterDot) {
            text.append(to: &output)
        } else {
            output.append(contentsOf: (isUnicode ? "U&\"" : "\"").utf8)
            for index in 0..<text.count {
                if text[index] == 0x22 { output.append(0x22) }
                output.append(text[index])
            }
            output.append(0x22)
        }
        followsName = true
    }

    mutating func operation(_ text: borrowing ShortText) {
        if begin() { text.append(to: &output) }
    }

    mutating func punctuation(_ text: StaticString) {
        let first = text.utf8Start[0]
        let opens = first == 0x28 || first == 0x5b
        let isTightBefore = first == 0x29 || first == 0x5d || first == 0x2c || first == 0x3b || first == 0x2e
        let isCast = text.utf8CodeUnitCount == 2 && first == 0x3a && text.utf8Start[1] == 0x3a
        let isCall = first == 0x5b || opens && followsName
        guard begin(spaced: !(isTightBefore || isCast || isCall), tightAfter: opens || first == 0x2e || isCast) else {
            return
        }
        for index in 0..<text.utf8CodeUnitCount { output.append(text.utf8Start[index]) }
    }

    mutating func literal(_ kind: LiteralKind) {
        literals += 1
        if begin() { output.append(contentsOf: "$\(literals)".utf8) }
    }

    mutating func listBegan() {
        lists.append(OpenList(elementStart: output.count, elementLiterals: literals))
    }

    mutating func elementEnded(isRepeated: Bool) {
        guard let list = lists.popLast() else { return }
        var next = list
        if isRepeated {
            output.removeSubrange(min(list.elementStart, output.count)...)
            literals = list.elementLiterals
        } else {
            next.count += 1
            next.elementStart = output.count
            next.elementLiterals = literals
        }
        lists.append(next)
    }

    mutating func listEnded(isCollapsible: Bool) {
        guard lists.popLast() != nil, isCollapsible else { return }
        if begin(spaced: false) { output.append(contentsOf: ", ...".utf8) }
    }

    mutating func statementEnded() {
        endsStatement = true
        isTight = true
    }
}

extension ShortText {
    /// Whether a quoted name may stand without its quotes and mean the same; after a dot, keywords are names too.
    func isPlainName(isQualified: Bool) -> Bool {
        guard length > 0, length <= Self.identifierLimit else { return false }
        for index in 0..<count {
            let byte = self[index]
            let isLetter = byte >= 0x61 && byte <= 0x7a || byte == 0x5f || byte >= 0x80
            let isLater = byte >= 0x30 && byte <= 0x39 || byte == 0x24
            if !isLetter && (index == 0 || !isLater) { return false }
        }
        return isQualified || !LexicalTables.shared.keywords.find(self).traits.contains(.distinct)
    }

    /// Appends what is kept.
    func append(to output: inout [UInt8]) {
        for index in 0..<count { output.append(self[index]) }
    }
}
