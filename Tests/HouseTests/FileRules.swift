extension HouseRule {
    static let longestFile = 500
    static let longestFunction = 60

    /// The rules about whole files.
    static let fileRules: [HouseRule] = [
        HouseRule(
            name: "a file of more than \(longestFile) lines",
            check: { file in
                guard file.isSwift || file.path.hasSuffix(".c"), file.lines.count > longestFile else { return [] }
                return [(longestFile + 1, "the file has \(file.lines.count) lines, more than \(longestFile)")]
            },
            badExample: SourceFile(
                path: "Sources/Bytes/A.swift", text: String(repeating: "// one more\n", count: longestFile + 2))),
        HouseRule(
            name: "a file that does not end with one line feed",
            check: { file in
                if file.text.hasSuffix("\n") && !file.text.hasSuffix("\n\n") || file.text.isEmpty { return [] }
                return [(max(1, file.lines.count), "the file does not end with one line feed")]
            },
            badExample: SourceFile(path: "Sources/Bytes/A.swift", text: "let a = 1")),
        HouseRule(
            name: "a function of more than \(longestFunction) lines",
            check: { file in
                guard file.isSwift else { return [] }
                return FunctionLengths.of(file.code).filter { $0.length > longestFunction }.map {
                    ($0.line, "the function has \($0.length) lines, more than \(longestFunction)")
                }
            },
            badExample: SourceFile(
                path: "Tests/BytesTests/A.swift",
                text: "func f() {\n\(String(repeating: "    g()\n", count: longestFunction))}\n")),
        HouseRule(
            name: "a public declaration without a documentation comment",
            check: { file in
                guard file.isSwift, file.isSource else { return [] }
                return file.code.indices.filter { isUndocumented($0, in: file) }.map {
                    ($0 + 1, "a public declaration without a documentation comment")
                }
            },
            badExample: SourceFile(
                path: "Sources/Bytes/A.swift",
                text: "/// Documented.\n@inlinable\npublic func f() {}\n\n// Not documented.\npublic var a = 1\n")),
    ]

    private static let declarations: Set<String> = [
        "func", "var", "let", "struct", "class", "enum", "protocol", "init", "subscript", "typealias", "actor",
    ]

    private static func isUndocumented(_ index: Int, in file: SourceFile) -> Bool {
        let words = words(file.code[index])
        let leading = words.prefix { !declarations.contains(String($0)) || $0 == "class" && words.contains("func") }
        guard leading.contains("public") || leading.contains("open"), leading.count < words.count else { return false }
        if leading.contains("import") || leading.contains("override") || leading.contains("extension") { return false }
        var above = index - 1
        while above >= 0 {
            let line = file.lines[above].drop { $0 == " " }
            if !line.hasPrefix("@") && !line.hasPrefix("#") { return !line.hasPrefix("///") }
            above -= 1
        }
        return true
    }
}
