/// The tag of a dollar-quoted string, kept as its length and a keyed hash, so that it may be of any length.
struct DollarState {
    var tagHash: UInt64 = 0
    var tagLength = 0
    /// What of a possible closing tag has been read.
    var hash: UInt64 = 0
    var length = 0

    @inline(__always) mutating func begin(key: UInt64) {
        hash = key ^ 0x9e37_79b9_7f4a_7c15
        length = 0
    }

    @inline(__always) mutating func append(_ byte: UInt8) {
        let product = (hash ^ UInt64(byte)).multipliedFullWidth(by: 0x8bb8_4b93_962e_acc9)
        hash = product.high ^ product.low
        length &+= 1
    }

    var isClosing: Bool { hash == tagHash && length == tagLength }
}

extension ScannerCore {
    /// After `$`: a parameter's number, or a dollar-quoted string's tag.
    mutating func resumeDollar(_ cursor: inout Cursor) {
        while !cursor.isAtEnd {
            let byte = cursor.byte
            let kind = tables.classOf(byte)
            if state == .dollar {
                dollar.begin(key: options.shapeKey)
                text.removeAll()
                trail.reset()
            }
            switch state {
            case .dollar where kind == .digit: state = .parameter
            case .parameter where kind == .digit: break
            case .dollarTag where options.encoding.hasASCIITrail && trail.isTrail(byte): appendTag(byte)
            case .dollar where kind == .dollar, .dollarTag where kind == .dollar: return beginDollarBody(&cursor)
            case .dollar where kind == .letter, .dollarTag where kind == .letter || kind == .digit:
                if state == .dollar { _ = trail.isTrail(byte) }
                state = .dollarTag
                appendTag(byte)
            default: return concludeDollar(at: cursor.offset)
            }
            cursor.index &+= 1
        }
    }

    private mutating func appendTag(_ byte: UInt8) {
        dollar.append(byte)
        text.append(ASCIIWord.lowercased(byte))
    }

    /// The present byte, or the text's end, is part neither of a parameter nor of a tag.
    mutating func concludeDollar(at offset: Int) {
        let ended = state
        state = .ground
        tokenEnd = offset
        if ended == .parameter { return literal(.parameter) }
        tokenEnd = tokenStart &+ 1
        punctuation(.other, byte: 0x24)
        guard ended == .dollarTag else { return }
        tokenStart = tokenEnd
        tokenEnd = offset
        word()
    }

    private mutating func beginDollarBody(_ cursor: inout Cursor) {
        dollar.tagHash = dollar.hash
        dollar.tagLength = dollar.length
        enter(.dollarBody, &cursor)
        string.isDollarQuoted = true
        tokenEnd = cursor.offset
        quotedLiteral(.dollarString)
    }

    /// Looks for the closing tag; its own `$` can only be its first or last byte, so nothing is read twice.
    mutating func resumeDollarBody(_ cursor: inout Cursor) {
        let start = cursor.index
        while !cursor.isAtEnd {
            if state == .dollarBody {
                cursor.index = cursor.find(0x24)
                if cursor.isAtEnd { break }
                beginDollarClose(&cursor)
                continue
            }
            let byte = cursor.byte
            cursor.index &+= 1
            if byte == 0x24 {
                if dollar.isClosing { return endDollarBody(from: start, cursor) }
                dollar.begin(key: options.shapeKey)
            } else if options.encoding.hasASCIITrail && trail.isTrail(byte)
                || tables.classOf(byte).continuesIdentifier
            {
                dollar.append(byte)
            } else {
                state = .dollarBody
            }
        }
        watchContent(cursor.bytes(start..<cursor.index))
    }

    private mutating func beginDollarClose(_ cursor: inout Cursor) {
        dollar.begin(key: options.shapeKey)
        trail.reset()
        enter(.dollarClose, &cursor)
    }

    /// The closing tag is part of what is hashed and offered; it is the same wherever the text was cut.
    private mutating func endDollarBody(from start: Int, _ cursor: Cursor) {
        watchContent(cursor.bytes(start..<cursor.index))
        endLiteral(at: cursor.offset)
    }
}
