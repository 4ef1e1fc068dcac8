/// What is known of the quoted string being read, or of the last one, which another part may continue.
struct StringState {
    /// Whether a backslash escapes the byte after it.
    var escapes = false
    var isUnicodeName = false
    /// Whether dollar tags delimit it: nothing continues such a string.
    var isDollarQuoted = false
    /// Whether the text since the last string holds a line break, a block comment: `'a'⏎'b'` is one string.
    var gapHasNewline = false
    var gapHasBlockComment = false
    var role = LiteralRole.plain
    /// Whether the content counts in the fingerprint too: a name's escape character does.
    var countsInFingerprint = false
    /// Whether the content is hashed, or offered to the observer.
    var isContentWanted = false
    var prefix = ConnectionPrefix()
    var content = ContentHash(seed: 0)
}

/// Tells from a literal's first bytes whether it may be a connection string: `key=…` or `scheme://…`.
struct ConnectionPrefix {
    private enum State: UInt8 { case start, key, space, colon, slash, no, yes }
    private var state = State.start
    private var length: UInt8 = 0

    /// Whether the answer is known.
    @inline(__always) var isDecided: Bool { state.rawValue >= State.no.rawValue }
    var mayBeConnection: Bool { state == .yes }

    @inline(__always) mutating func append(_ bytes: UnsafeRawBufferPointer) {
        // Numbers, dates and times are most of what applications quote; no key begins with a digit.
        if state == .start, bytes[0] >= 0x30, bytes[0] <= 0x39 { return state = .no }
        appendAll(bytes)
    }

    private mutating func appendAll(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes {
            if isDecided { return }
            state = next(byte)
        }
    }

    private mutating func next(_ byte: UInt8) -> State {
        // An escape may hide a key.
        if byte == 0x5c { return .yes }
        let isSpace = byte == 0x20 || byte >= 0x09 && byte <= 0x0d
        switch state {
        case .start where isSpace: return .start
        case .start where byte >= 0x30 && byte <= 0x39: return .no
        case .start, .key:
            if isSpace { return .space }
            if byte == 0x3d { return length > 0 ? .yes : .no }
            if byte == 0x3a { return length > 0 ? .colon : .no }
            let letter = byte | 0x20
            length += 1
            let isKey = letter >= 0x61 && letter <= 0x7a || byte == 0x5f || byte >= 0x30 && byte <= 0x39
            return isKey && length < 64 ? .key : .no
        case .space: return isSpace ? .space : byte == 0x3d ? .yes : .no
        case .colon: return byte == 0x2f ? .slash : .no
        case .slash: return byte == 0x2f ? .yes : .no
        case .no, .yes: return state
        }
    }
}
