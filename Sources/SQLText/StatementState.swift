/// What is known of the statement being read, and what its next token may mean.
struct StatementState {
    /// What the statement's next words may be.
    enum Phase: UInt8 {
        case start, plain
        /// After WITH: the verb is yet to come.
        case with
        /// A name follows; also after SAVEPOINT may stand before it; after WORK or TRANSACTION and TO.
        case name, savepointName, rollback
        case closeName, deallocateName, fetch
        case prepareName, prepareAs, declareName, declareFor
        case explain, create, alter
    }

    /// What the previous token was; up to `keyword`, an operand is expected after it.
    enum Previous: UInt8 {
        case start, operation, comma, open, assignment, operandKeyword
        case keyword, word, string, unicodeString, unicodeName, literal, close, dot, cast, other
        /// UESCAPE after a U& string, and after a U& name.
        case stringEscape, nameEscape

        @inline(__always) var expectsOperand: Bool { rawValue <= Previous.operandKeyword.rawValue }
        var isString: Bool { self == .string || self == .unicodeString }
    }

    /// What the next token must see to first.
    struct Attention: OptionSet {
        let rawValue: UInt8
        static let firstToken = Attention(rawValue: 1)
        /// A sign is held back: it belongs to the number that follows, or is an operator.
        static let sign = Attention(rawValue: 2)
        /// A row of VALUES has ended: a comma and another row may follow.
        static let betweenRows = Attention(rawValue: 4)
        static let rowComma = Attention(rawValue: 8)
        /// A string has ended whose content counts, unless another part of it follows.
        static let literal = Attention(rawValue: 16)
    }

    var result = ScannedStatement()
    var hash: Identity
    /// The hash of what stands before an inner statement.
    var outerHash: Identity
    var isInner = false
    var phase = Phase.start
    var previous = Previous.start
    var previousKeyword = Keyword.none
    var attention = Attention.firstToken
    var heldSign: UInt8 = 0
    var depth = 0
    /// The nesting at which WITH, and so its main statement, stands.
    var withDepth = 0
    /// How many BEGIN ATOMIC and CASE are open in a routine's body.
    var blockDepth = 0
    /// Whether the present statement, or the one that is explained, is a query: its names name no secrets.
    var isQuery = false
    var isRoutine = false
    var isSystemSetting = false
    /// The nesting from which on literals are code, 0 for none.
    var codeDepth = 0
    /// The token that named a secret; a literal just after it, or after one `=` or TO, is that secret.
    var secretToken = -2
    var isStartCounted = false

    init(shapeKey: UInt64) {
        hash = Identity(shapeKey: shapeKey)
        outerHash = hash
    }

    /// The verb that governs the present token.
    var verb: Verb { isInner ? result.innerVerb : result.verb }
}
