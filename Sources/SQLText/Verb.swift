/// What a statement does, by its leading keyword; the raw values are written to disk and never change.
public enum Verb: UInt8, Sendable, CaseIterable {
    case other = 0
    case select = 1
    case insert = 2
    case update = 3
    case delete = 4
    case merge = 5
    case copy = 6
    case begin = 7
    case commit = 8
    case rollback = 9
    case savepoint = 10
    case release = 11
    case set = 12
    case show = 13
    case reset = 14
    case discard = 15
    case prepare = 16
    case execute = 17
    case deallocate = 18
    case declare = 19
    case fetch = 20
    case move = 21
    case close = 22
    case listen = 23
    case notify = 24
    case unlisten = 25
    case create = 26
    case alter = 27
    case drop = 28
    case truncate = 29
    case grant = 30
    case revoke = 31
    case vacuum = 32
    case analyze = 33
    case explain = 34
    case call = 35
    case `do` = 36
    case lock = 37
    case values = 38
    case table = 39
    case comment = 40
    case reindex = 41
    case cluster = 42
    case refresh = 43
    case checkpoint = 44
    case load = 45
    case `import` = 46
    case reassign = 47
    case security = 48

    /// The verb as people write it, in lower case.
    public var name: String { Self.names[Int(rawValue)] }

    /// Whether the statement reads or writes rows by a plan, as opposed to a utility command.
    var isQuery: Bool {
        switch self {
        case .select, .insert, .update, .delete, .merge, .values, .table: true
        default: false
        }
    }

    private static let names = [
        "other", "select", "insert", "update", "delete", "merge", "copy", "begin", "commit", "rollback", "savepoint",
        "release", "set", "show", "reset", "discard", "prepare", "execute", "deallocate", "declare", "fetch", "move",
        "close", "listen", "notify", "unlisten", "create", "alter", "drop", "truncate", "grant", "revoke", "vacuum",
        "analyze", "explain", "call", "do", "lock", "values", "table", "comment", "reindex", "cluster", "refresh",
        "checkpoint", "load", "import", "reassign", "security",
    ]
}
