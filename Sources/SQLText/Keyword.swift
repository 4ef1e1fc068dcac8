/// The keywords that the scanner acts upon; the others are `none`, or only have traits.
enum Keyword: UInt8 {
    case none
    // Words that begin a statement.
    case select, insert, update, delete, merge, copy, begin, start, commit, end, rollback, abort, savepoint, release
    case set, show, reset, discard, prepare, execute, deallocate, declare, fetch, move, close, listen, notify
    case unlisten, create, alter, drop, truncate, grant, revoke, vacuum, analyze, explain, call, `do`, lock, values
    case table, comment, reindex, cluster, refresh, checkpoint, load, `import`, reassign, security, with
    // Words within a statement.
    case `as`, `for`, to, from, `in`, all, array, not, null, `true`, `false`, `case`, atomic
    case work, transaction, direction, function, procedure, program, connection, system, uescape, password, by
    case sequenceOption
    /// A function whose arguments are SQL, a connection string or a command.
    case codeFunction

    /// The verb of a statement that begins with the word.
    var verb: Verb? {
        switch self {
        case .start: .begin
        case .end: .commit
        case .abort: .rollback
        case .select, .insert, .update, .delete, .merge, .copy, .begin, .commit, .rollback, .savepoint, .release,
            .set, .show, .reset, .discard, .prepare, .execute, .deallocate, .declare, .fetch, .move, .close, .listen,
            .notify, .unlisten, .create, .alter, .drop, .truncate, .grant, .revoke, .vacuum, .analyze, .explain,
            .call, .do, .lock, .values, .table, .comment, .reindex, .cluster, .refresh, .checkpoint, .load, .import,
            .reassign, .security:
            Self.verbs[Int(rawValue)]
        default: nil
        }
    }

    private static let verbs: [Verb] = [
        .other, .select, .insert, .update, .delete, .merge, .copy, .begin, .begin, .commit, .commit, .rollback,
        .rollback, .savepoint, .release, .set, .show, .reset, .discard, .prepare, .execute, .deallocate, .declare,
        .fetch, .move, .close, .listen, .notify, .unlisten, .create, .alter, .drop, .truncate, .grant, .revoke,
        .vacuum, .analyze, .explain, .call, .do, .lock, .values, .table, .comment, .reindex, .cluster, .refresh,
        .checkpoint, .load, .import, .reassign, .security,
    ]
}

/// What the grammar says of a word when it is not quoted.
struct KeywordTraits: OptionSet {
    let rawValue: UInt8
    /// A keyword that PostgreSQL does not take as any name: the same word in quotes is something else.
    static let distinct = KeywordTraits(rawValue: 1)
    /// An operand follows, so that a sign there belongs to a number.
    static let expectsOperand = KeywordTraits(rawValue: 2)
}
