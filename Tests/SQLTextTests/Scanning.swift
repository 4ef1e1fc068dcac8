import SQLText

/// The statements of a text, fed whole.
func scan(_ sql: String, _ options: ScannerOptions = ScannerOptions()) -> [ScannedStatement] {
    scan(Array(sql.utf8), options)
}

/// The statements of a text, fed whole.
func scan(_ bytes: [UInt8], _ options: ScannerOptions = ScannerOptions()) -> [ScannedStatement] {
    StatementScanner.statements(in: bytes.span, options)
}

/// The statements of a text, fed in pieces that end at `cuts`.
func scan(_ bytes: [UInt8], cutAt cuts: [Int], _ options: ScannerOptions = ScannerOptions()) -> [ScannedStatement] {
    var scanner = StatementScanner(options)
    var statements: [ScannedStatement] = []
    var start = 0
    for cut in cuts + [bytes.count] {
        let isLast = cut == bytes.count
        scanner.feed(bytes.span.extracting(start..<cut), isLast: isLast) { statements.append($0) }
        start = cut
        if isLast { break }
    }
    return statements
}

/// The fingerprint of the only statement of a text; 0 when there is none or several.
func fingerprint(_ sql: String, _ options: ScannerOptions = ScannerOptions()) -> UInt64 {
    let statements = scan(sql, options)
    return statements.count == 1 ? statements[0].fingerprint : 0
}

/// The shape of the only statement of a text; 0 when there is none or several.
func shape(_ sql: String, key: UInt64 = 7) -> UInt64 {
    let statements = scan(sql, ScannerOptions(shapeKey: key))
    return statements.count == 1 ? statements[0].shape : 0
}
