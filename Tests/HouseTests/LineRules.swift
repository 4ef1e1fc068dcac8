extension HouseRule {
    private static let isCode: @Sendable (SourceFile) -> Bool = {
        $0.isSwift || $0.path.hasSuffix(".c") || $0.path.hasSuffix(".h")
    }

    /// The rules about single lines.
    static let lineRules: [HouseRule] = [
        .line(
            "a line of more than 120 columns", in: isCode,
            bad: ("Sources/Bytes/A.swift", "\n// \(String(repeating: "é", count: 118))\n\n")
        ) { line, _ in line.utf8.count > 120 && line.unicodeScalars.count > 120 },
        .line("a tab", in: isCode, bad: ("Sources/Bytes/A.swift", "\n\tlet a = 1\n\n")) { line, _ in
            line.utf8.contains(0x09)
        },
        .line(
            "a marker of unfinished work", in: { _ in true },
            bad: ("docs/A.md", "\nThis is not done (TO" + "DO).\n\n")
        ) { line, _ in words(line).contains { unfinished.contains(String($0)) } },
        .line(
            "a path of somebody's own machine", in: { _ in true },
            bad: ("Makefile", "\nrun: /ho" + "me/me/keddah\n\n")
        ) { line, _ in personalFolders.contains { line.contains($0) } },
        .line(
            "import of Foundation, where FoundationEssentials or Glibc serves", in: \.isSource,
            bad: ("Sources/Bytes/A.swift", "\npublic import Foundation\n\n")
        ) { _, code in
            let words = words(code)
            return words.contains("import") && words.last == "Foundation"
        },
        .line(
            "a test that sleeps", in: \.isTest, bad: ("Tests/BytesTests/A.swift", "\n    usl" + "eep(1000)\n\n")
        ) { _, code in
            words(code).contains { sleeps.contains(String($0)) } && code.contains("(")
        },
        .line(
            "a test that does not run", in: \.isTest, bad: ("Tests/BytesTests/A.swift", "\n@Test(.disabled())\n\n")
        ) { _, code in
            code.contains(".disa" + "bled(") || code.contains("#if fal" + "se") || code.contains("withKnown" + "Issue")
        },
    ]

    private static let unfinished: Set<String> = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    private static let personalFolders = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/"]
    private static let sleeps: Set<String> = ["sleep", "usleep", "nanosleep", "clock_nanosleep"]
}
