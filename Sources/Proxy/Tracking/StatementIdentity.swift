import SQLText

/// What of a scanned statement is needed until it completes: its identities, and the names that tie EXECUTE to PREPARE
/// and FETCH to DECLARE.
struct StatementIdentity {
    // Sessions hold some of these while they are idle, hence wide fields first.
    let fingerprint: UInt64
    let shape: UInt64
    /// Hash of the name in PREPARE, EXECUTE, DEALLOCATE, DECLARE, FETCH and CLOSE; 0 for none.
    let nameHash: UInt64
    /// The statement inside PREPARE or DECLARE; 0 for none.
    let innerFingerprint: UInt64
    let verb: Verb
    let innerVerb: Verb
    /// Whether ALL stands in the name's place.
    let namesAll: Bool

    init(_ statement: ScannedStatement) {
        fingerprint = statement.fingerprint
        shape = statement.shape
        verb = statement.verb
        nameHash = statement.nameHash
        namesAll = statement.namesAll
        innerFingerprint = statement.innerFingerprint
        innerVerb = statement.innerVerb
    }

    private init(fingerprint: UInt64, verb: Verb) {
        self.fingerprint = fingerprint
        shape = 0
        self.verb = verb
        nameHash = 0
        namesAll = false
        innerFingerprint = 0
        innerVerb = .other
    }

    /// Stands for statements whose text is not known: beyond a limit, or prepared before anybody looked.
    static let other = StatementIdentity(fingerprint: 0, verb: .other)

    /// The statement inside PREPARE or DECLARE.
    var inner: StatementIdentity { StatementIdentity(fingerprint: innerFingerprint, verb: innerVerb) }

    /// A FunctionCall message, which has no text: one identity a function.
    static func function(fingerprint: UInt64) -> StatementIdentity {
        StatementIdentity(fingerprint: fingerprint, verb: .call)
    }
}
