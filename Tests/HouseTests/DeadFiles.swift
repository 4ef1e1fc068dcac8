/// Finds files that nothing refers to: none of the names they declare at their top level stands in another file.
enum DeadFiles {
    /// `main.swift` and files that extend a type of another file are used without being named, and left out, as are
    /// private names. What only tests mention is dead.
    static func violations(in files: [SourceFile]) -> [Violation] {
        let groups = [
            files.filter { $0.isSwift && $0.isSource }, files.filter { $0.path.hasPrefix("Tests/TestSupport/") },
        ]
        let tests = files.filter { $0.isSwift && $0.isTest }
        return dead(groups[0], among: groups[0]) + dead(groups[1], among: tests)
    }

    private static func dead(_ candidates: [SourceFile], among files: [SourceFile]) -> [Violation] {
        var mentions: [Substring: Set<String>] = [:]
        for file in files {
            for word in Set(file.code.flatMap(words)) { mentions[word, default: []].insert(file.path) }
        }
        return candidates.compactMap { file in
            let names = declaredNames(file)
            guard !file.path.hasSuffix("/main.swift"), !names.isEmpty else { return nil }
            guard extendedNames(file).allSatisfy(names.contains) else { return nil }
            if names.contains(where: { mentions[$0]?.contains { $0 != file.path } == true }) { return nil }
            return Violation(path: file.path, line: 1, message: "nothing refers to \(names.joined(separator: ", "))")
        }
    }

    private static let keywords: Set<String> = [
        "struct", "class", "enum", "protocol", "actor", "func", "let", "var", "typealias",
    ]

    private static func declaredNames(_ file: SourceFile) -> [Substring] {
        topLevel(file).compactMap { words in
            if words.contains(where: { ["import", "extension", "private", "fileprivate"].contains($0) }) { return nil }
            return name(in: words) { keywords.contains(String($0)) }
        }
    }

    private static func extendedNames(_ file: SourceFile) -> [Substring] {
        topLevel(file).compactMap { words in name(in: words) { $0 == "extension" } }
    }

    private static func topLevel(_ file: SourceFile) -> [[Substring]] {
        file.code.filter { line in line.utf8.first.map { $0 != 0x20 && $0 != 0x7d } ?? false }.map(words)
    }

    private static func name(in words: [Substring], after isKeyword: (Substring) -> Bool) -> Substring? {
        guard let keyword = words.firstIndex(where: isKeyword), keyword + 1 < words.count else { return nil }
        return words[keyword + 1]
    }
}
