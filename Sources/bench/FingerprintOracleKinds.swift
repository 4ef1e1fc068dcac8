import SQLText

/// Why two statements that one of the two holds to be the same are different to the other.
enum OracleKind: String, CaseIterable {
    case utilityLiteral = "a literal of a utility statement"
    case cursorName = "a name that is a literal"
    case sign = "a sign before a number"
    case settingName = "a value of SET that is written as a name"
    case noiseWord = "words that mean nothing: TO for =, TABLE, SAVEPOINT, AS"
    case nameDigits = "digits in names"
    case alias = "names of result columns and of tables in FROM"
    case cast = "the type of a literal"
    case listLength = "the length of a list"
    case parentheses = "parentheses that change nothing"
    case defaultValue = "DEFAULT for a literal"
    case temporary = "names of temporary relations"
    case wordLiteral = "words that the grammar keeps as constants: fields of EXTRACT and intervals, modes, options"
    case combined = "several of these at once"
    case listOrder = "the order of a list, and lists that are sets"
    case other = "the rest"

    /// The kind of two statements that we merge.
    static func ofOurMerge(_ left: String, _ right: String) -> OracleKind {
        let verb = statement(left)?.verb ?? .other
        if [.fetch, .move, .close, .declare, .execute, .deallocate, .savepoint, .release].contains(verb) {
            return .cursorName
        }
        if ![.select, .insert, .update, .delete, .merge, .values].contains(verb) { return .utilityLiteral }
        let hasSign = left.contains("-") || left.contains("+") || right.contains("-") || right.contains("+")
        return hasSign ? .sign : .other
    }

    /// The kind of two statements that libpg_query merges.
    static func ofTheirMerge(_ left: String, _ right: String) -> OracleKind {
        if statement(left)?.verb == .set { return .settingName }
        var (first, second) = (tokens(left), tokens(right))
        let reductions: [(OracleKind, ([String]) -> [String])] = [
            (.noiseWord, dropNoise), (.nameDigits, dropDigits), (.cast, dropCasts), (.alias, dropAliases),
            (.listLength, dropRepeats), (.parentheses, { $0.filter { $0 != "(" && $0 != ")" } }),
            (.defaultValue, { $0.map { $0 == "default" ? "$" : $0 } }),
        ]
        for (kind, reduce) in reductions where reduce(first) == reduce(second) { return kind }
        if first.contains(where: { $0.hasPrefix("temp") }) { return .temporary }
        if keepsWords(first) || keepsWords(second) { return .wordLiteral }
        for (_, reduce) in reductions { (first, second) = (reduce(first), reduce(second)) }
        if dropRepeats(first) == dropRepeats(second) { return .combined }
        return Set(first) == Set(second) ? .listOrder : .other
    }

    private static func statement(_ sql: String) -> ScannedStatement? {
        StatementScanner.statements(in: Array(sql.utf8).span).first
    }

    /// The normalized text's words, brackets and marks; every literal is `$`.
    private static func tokens(_ sql: String) -> [String] {
        var tokens: [String] = []
        var word = ""
        for character in Normalizer.normalize(Array(sql.utf8).span) {
            if character == "$" || character == "_" || character.isLetter || character.isNumber {
                word.append(character)
                continue
            }
            if !word.isEmpty { tokens.append(word.hasPrefix("$") ? "$" : word) }
            word = ""
            if character != " " { tokens.append(String(character)) }
        }
        return word.isEmpty ? tokens : tokens + [word.hasPrefix("$") ? "$" : word]
    }

    private static func keepsWords(_ tokens: [String]) -> Bool {
        let first = tokens.first ?? ""
        return ["alter", "create", "reset", "start", "begin", "close"].contains(first)
            || tokens.contains { ["extract", "interval", "normalize", "xmlexists", "xmlroot"].contains($0) }
    }

    private static func dropNoise(_ tokens: [String]) -> [String] {
        tokens.filter {
            !["table", "savepoint", "as", "outer", "inner", "work", "transaction", "in", "from"].contains($0)
        }
    }

    private static func dropDigits(_ tokens: [String]) -> [String] {
        tokens.map { String($0.filter { !$0.isNumber }) }
    }

    /// Drops `:: type` after a literal and a type's name before one.
    private static func dropCasts(_ tokens: [String]) -> [String] {
        var kept: [String] = []
        var index = 0
        while index < tokens.count {
            if ["with", "without", "time", "zone", "timestamp"].contains(tokens[index]) {
                index += 1
            } else if tokens[index] == ":", index + 2 < tokens.count, tokens[index + 1] == ":" {
                index += 3
            } else if index + 1 < tokens.count, tokens[index + 1] == "$", tokens[index].first?.isLetter == true {
                index += 1
            } else {
                kept.append(tokens[index])
                index += 1
            }
        }
        return kept
    }

    /// Drops `as name` and the quotes around names.
    private static func dropAliases(_ tokens: [String]) -> [String] {
        var kept: [String] = []
        var index = 0
        while index < tokens.count {
            if tokens[index] == "as" {
                index += 1
                if index < tokens.count, tokens[index] == "\"" {
                    index += 1
                    while index < tokens.count, tokens[index] != "\"" { index += 1 }
                }
                index += 1
            } else {
                kept.append(tokens[index])
                index += 1
            }
        }
        return kept
    }

    /// Makes `x, x` one `x`.
    private static func dropRepeats(_ tokens: [String]) -> [String] {
        var kept: [String] = []
        for token in tokens {
            kept.append(token)
            let count = kept.count
            if count >= 3, kept[count - 2] == ",", kept[count - 3] == token { kept.removeLast(2) }
        }
        return kept
    }
}
