extension ScannerCore {
    /// Lets a word at the beginning of a statement say what the statement is.
    mutating func startStatement(_ keyword: Keyword) {
        if keyword == .with {
            statement.phase = .with
            statement.withDepth = statement.depth
            statement.isQuery = true
            return
        }
        guard let verb = keyword.verb else {
            statement.phase = .plain
            return
        }
        statement.isQuery = verb.isQuery
        if statement.isInner {
            statement.result.innerVerb = verb
        } else if statement.result.verb != .explain {
            statement.result.verb = verb
        }
        statement.phase = Self.phase(after: keyword)
    }

    private static func phase(after keyword: Keyword) -> StatementState.Phase {
        switch keyword {
        case .savepoint, .execute, .listen, .notify: .name
        case .release: .savepointName
        case .rollback, .abort: .rollback
        case .close, .unlisten: .closeName
        case .deallocate: .deallocateName
        case .fetch, .move: .fetch
        case .prepare: .prepareName
        case .declare: .declareName
        case .explain: .explain
        case .create: .create
        case .alter: .alter
        default: .plain
        }
    }

    /// Moves on in the statement's first words; true when the word was taken as a name that is a literal.
    mutating func takesAsName(_ keyword: Keyword) -> Bool {
        switch statement.phase {
        case .plain: return false
        case .start:
            if keyword == .none { statement.phase = .plain }
            return false
        case .with: noteMainVerb(keyword)
        case .name: return takeName(.plain)
        case .savepointName:
            if keyword != .savepoint { return takeName(.plain) }
        case .rollback: noteRollback(keyword)
        case .closeName, .deallocateName: return takesAsClosedName(keyword)
        case .fetch:
            let isDirection = keyword == .direction || keyword == .from || keyword == .in || keyword == .all
            if !isDirection { return takeName(.plain) }
        case .prepareName:
            if keyword != .transaction { return takeName(.prepareAs) }
            statement.phase = .plain
        case .declareName: return takeName(.declareFor)
        case .prepareAs, .declareFor: break
        case .explain: noteExplained(keyword)
        case .create, .alter: noteObject(keyword)
        }
        return false
    }

    /// Takes `text` as a literal name.
    private mutating func takeName(_ next: StatementState.Phase) -> Bool {
        statement.result.nameHash = text.nameHash
        statement.hash.combine(.name)
        observer.literal(.name)
        statement.phase = next
        statement.previous = .word
        statement.previousKeyword = .none
        return true
    }

    private mutating func takesAsClosedName(_ keyword: Keyword) -> Bool {
        if statement.phase == .deallocateName, keyword == .prepare { return false }
        if keyword != .all { return takeName(.plain) }
        statement.result.namesAll = true
        statement.phase = .plain
        return false
    }

    private mutating func noteMainVerb(_ keyword: Keyword) {
        guard statement.depth == statement.withDepth else { return }
        switch keyword {
        case .select, .insert, .update, .delete, .merge, .values, .table: startStatement(keyword)
        default: break
        }
    }

    private mutating func noteRollback(_ keyword: Keyword) {
        switch keyword {
        case .work, .transaction: break
        case .to: statement.phase = .savepointName
        default: statement.phase = .plain
        }
    }

    /// AS and FOR begin the inner statement of PREPARE and DECLARE; they themselves belong to the outer one.
    mutating func beginInner(_ keyword: Keyword) {
        let beginning = statement.phase == .prepareAs ? Keyword.as : .for
        guard keyword == beginning, statement.depth == 0, !statement.isInner else { return }
        statement.outerHash = statement.hash
        statement.hash = Identity(shapeKey: options.shapeKey)
        statement.isInner = true
        statement.result.innerStart = tokenEnd
        statement.isQuery = false
        statement.phase = .start
        statement.previous = .start
        statement.previousKeyword = .none
    }

    /// After EXPLAIN and its options, the explained statement's names are literals too.
    private mutating func noteExplained(_ keyword: Keyword) {
        let isOption = keyword == .analyze || keyword == .none
        guard !isOption, statement.depth == 0 || statement.previous == .open && keyword == .select else { return }
        startStatement(keyword)
    }

    private mutating func noteObject(_ keyword: Keyword) {
        if statement.phase == .create, keyword == .function || keyword == .procedure { statement.isRoutine = true }
        if statement.phase == .alter, keyword == .system { statement.isSystemSetting = true }
        let isDecided = statement.phase == .alter || statement.isRoutine || statement.result.tokenCount > 4
        if isDecided { statement.phase = .plain }
    }
}
