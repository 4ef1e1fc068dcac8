import Observations

/// Reads a condition by recursive descent; one token decides each step, and the depth is bounded.
struct ConditionParser {
    private let tokens: [ConditionToken]
    private let schema: TableSchema
    private var position = 0
    private var depth = 0
    /// What of the condition is about groups of flows, and where it stands.
    private var direction: (value: FlowDirection, offset: Int)?
    /// The host names among the values.
    private(set) var hosts: HostNames

    /// How deep parentheses and negations may nest.
    static let depthLimit = 512

    init(tokens: [ConditionToken], schema: TableSchema, hosts: HostNames = HostNames()) {
        precondition(tokens.last?.kind == .end)
        self.tokens = tokens
        self.schema = schema
        self.hosts = hosts
    }

    private var token: ConditionToken { tokens[position] }

    private mutating func advance() { position = min(position + 1, tokens.count - 1) }

    /// `conditional := disjunction`
    mutating func parse() throws(ConditionError) -> QueryFilter {
        if token.kind == .end { throw ConditionError("the condition is empty", at: 0) }
        var filter = QueryFilter()
        filter.condition = try disjunction()
        filter.direction = direction?.value
        switch token.kind {
        case .end: return filter
        case .symbol(.close): throw ConditionError("nothing is open that this could close", at: token.offset)
        default: throw unexpected("`&`, `|` or the end of the condition")
        }
    }

    /// `disjunction := conjunction ( '|' conjunction )*`; nil when nothing of it is about rows.
    private mutating func disjunction() throws(ConditionError) -> Condition? {
        let hadDirection = direction != nil
        var parts = [try conjunction()]
        while takes(.or, word: "or") { parts.append(try conjunction()) }
        guard parts.count > 1 else { return parts[0] }
        if !hadDirection { try refuseDirection() }
        return Condition.any(parts.compactMap { $0 }).folded
    }

    /// `conjunction := negation ( '&' negation )*`
    private mutating func conjunction() throws(ConditionError) -> Condition? {
        var parts: [Condition] = []
        repeat { if let part = try negation() { parts.append(part) } } while takes(.and, word: "and")
        return parts.count > 1 ? Condition.all(parts).folded : parts.first
    }

    /// `negation := '!' primitive | primitive`
    private mutating func negation() throws(ConditionError) -> Condition? {
        let hadDirection = direction != nil
        guard takes(.not, word: "not") else { return try primitive() }
        try descend()
        let part = try negation()
        depth -= 1
        if !hadDirection { try refuseDirection() }
        return part.map { .not($0) }
    }

    /// A direction is a test of the sums of whole groups, so no row can pass instead of it.
    private func refuseDirection() throws(ConditionError) {
        guard let direction else { return }
        throw ConditionError(
            "a direction stands alone or is joined to the whole condition with `&`, never under `!` or `|`",
            at: direction.offset)
    }

    /// `primitive := '(' disjunction ')' | condition`
    private mutating func primitive() throws(ConditionError) -> Condition? {
        let opening = token.offset
        guard takes(.open) else { return try comparison() }
        try descend()
        let inner = try disjunction()
        guard takes(.close) else {
            if token.kind == .end {
                throw ConditionError("the parenthesis that begins here is not closed", at: opening)
            }
            throw unexpected("`&`, `|` or `)`")
        }
        depth -= 1
        return inner
    }

    private mutating func descend() throws(ConditionError) {
        depth += 1
        guard depth <= Self.depthLimit else {
            throw ConditionError("the condition nests deeper than \(Self.depthLimit) levels", at: token.offset)
        }
    }

    /// `condition := attribute comparator value | attribute ['not'] 'in' ( value | '(' value ( ',' value )* ')' )`
    private mutating func comparison() throws(ConditionError) -> Condition? {
        guard case .word(let name) = token.kind else { throw unexpected("the name of a column") }
        if ColumnNames.isDirection(name, in: schema) {
            try readDirection()
            return nil
        }
        let columns = try ColumnNames.conditionColumns(name, in: schema, at: token.offset)
        advance()
        let comparator = try takeComparator()
        var values: [ConditionValue] = []
        switch comparator.kind {
        case .list: values = try list()
        case .symbol: values = [try value()]
        }
        var parts: [Condition] = []
        for index in columns {
            let reader = ValueReader(column: schema.columns[index])
            let predicate = try reader.predicate(comparator, values, &hosts)
            parts.append(.comparison(Comparison(column: index, predicate: predicate, negated: comparator.isNegated)))
        }
        // `host != x` means that neither end is x.
        return parts.count == 1 ? parts[0] : comparator.isNegated ? .all(parts) : .any(parts)
    }

    /// `dir = in`
    private mutating func readDirection() throws(ConditionError) {
        let start = token.offset
        advance()
        let comparator = try takeComparator()
        guard comparator.kind == .symbol(.equal) else {
            throw ConditionError("a direction is compared with `=` only", at: comparator.offset)
        }
        let value = try value()
        guard let found = FlowDirection(name: value.text) else {
            throw ConditionError(
                "a direction is in, out, uni or bi (inbound, outbound, unidirectional, bidirectional), not "
                    + "'\(value.text)'", at: value.offset)
        }
        guard direction == nil else { throw ConditionError("a condition has one direction at most", at: start) }
        direction = (found, start)
    }

    private mutating func takeComparator() throws(ConditionError) -> Comparator {
        let offset = token.offset
        switch token.kind {
        case .symbol(let symbol):
            guard Comparator.symbols.contains(symbol) else { break }
            advance()
            return Comparator(kind: .symbol(symbol), isNegated: symbol == .notEqual, offset: offset)
        case .word(let word):
            if takes(word: "in") { return Comparator(kind: .list, isNegated: false, offset: offset) }
            if takes(word: "not") {
                guard takes(word: "in") else { throw unexpected("`in`") }
                return Comparator(kind: .list, isNegated: true, offset: offset)
            }
            guard let symbol = Comparator.aliases[word.lowercased()] else { break }
            advance()
            return Comparator(kind: .symbol(symbol), isNegated: symbol == .notEqual, offset: offset)
        case .quoted, .end: break
        }
        throw unexpected("a comparison such as `=`")
    }

    private mutating func list() throws(ConditionError) -> [ConditionValue] {
        guard takes(.open) else {
            if case .symbol = token.kind { throw unexpected("a value, or a list of values in parentheses") }
            return [try value()]
        }
        var values = [try value()]
        while takes(.comma) { values.append(try value()) }
        guard takes(.close) else { throw unexpected("`,` or `)`") }
        return values
    }

    private mutating func value() throws(ConditionError) -> ConditionValue {
        switch token.kind {
        case .word(let text), .quoted(let text):
            defer { advance() }
            return ConditionValue(text: text, offset: token.offset)
        case .symbol, .end: throw unexpected("a value")
        }
    }

    private mutating func takes(_ symbol: ConditionSymbol, word: String? = nil) -> Bool {
        if token.kind == .symbol(symbol) {
            advance()
            return true
        }
        guard let word else { return false }
        return takes(word: word)
    }

    private mutating func takes(word: String) -> Bool {
        guard case .word(let found) = token.kind, found.lowercased() == word else { return false }
        advance()
        return true
    }

    private func unexpected(_ expected: String) -> ConditionError {
        let found =
            switch token.kind {
            case .symbol(let symbol): "`\(symbol.rawValue)`"
            case .word(let word): "`\(word)`"
            case .quoted(let text): "'\(text)'"
            case .end: "the end"
            }
        return ConditionError("expected \(expected), found \(found)", at: token.offset)
    }
}
