/// One statement that the scanner found in a text: who it is, where it stands, and what the sensor must know of it.
public struct ScannedStatement: Sendable, Equatable {
    /// The public identity: equal for statements that differ only in literals, list lengths, case and white space.
    public var fingerprint: UInt64 = 0
    /// The keyed identity: also comments, kinds of literals and code-carrying literals count.
    public var shape: UInt64 = 0
    /// What the statement does.
    public var verb: Verb = .other
    /// The byte offset in the whole text at which the first token begins.
    public var start = 0
    /// The byte offset in the whole text just after the last token.
    public var end = 0
    /// How many characters of the whole text stand before `start` (ErrorResponse's position is this plus one or more).
    public var characterStart = 0
    /// How many characters of the whole text stand before `end`.
    public var characterEnd = 0
    /// How many tokens the statement has, comments not counted.
    public var tokenCount = 0
    /// The deepest nesting of parentheses and brackets.
    public var depth = 0
    /// The hash (`StatementScanner.nameHash`) of the prepared statement's, cursor's, savepoint's or channel's name; 0
    /// for none.
    public var nameHash: UInt64 = 0
    /// Whether the name's place holds ALL (`DEALLOCATE ALL`, `CLOSE ALL`) or `*` (`UNLISTEN *`).
    public var namesAll = false
    /// The fingerprint of the statement inside PREPARE … AS and DECLARE … FOR; 0 for none.
    public var innerFingerprint: UInt64 = 0
    /// The byte offset in the whole text just after AS or FOR, behind which the inner statement stands.
    public var innerStart = 0
    /// The verb of the statement inside PREPARE … AS and DECLARE … FOR.
    public var innerVerb: Verb = .other
    /// Whether the text must go through `SecretRedactor` before anything of it is kept.
    public var containsSecret = false
    /// Whether the text ended inside a string, a comment, a quoted identifier or parentheses.
    public var isUnterminated = false
}
