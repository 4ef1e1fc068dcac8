/// How the bytes of a session's SQL make characters: PostgreSQL's `client_encoding`, reduced to what a scanner must
/// know.
public enum ClientEncoding: UInt8, Sendable, CaseIterable {
    /// UTF8, and the default.
    case utf8
    /// One byte a character: SQL_ASCII, the LATIN, ISO, WIN and KOI families.
    case singleByte
    /// LATIN1, a single-byte encoding whose bytes are Unicode's first 256 characters.
    case latin1
    /// EUC_JP, EUC_JIS_2004 and EUC_KR: two bytes, three after 0x8f.
    case eucJP
    /// EUC_CN: two bytes, three after 0x8e and 0x8f.
    case eucCN
    /// EUC_TW: two bytes, four after 0x8e, three after 0x8f.
    case eucTW
    /// SJIS and SHIFT_JIS_2004: second bytes from 0x40, the backslash among them.
    case sjis
    /// BIG5, GBK and UHC: two bytes, second bytes from 0x40, the backslash among them.
    case doubleByte
    /// GB18030: two bytes, or four when the second is a digit.
    case gb18030
    /// JOHAB: two bytes, three after 0x8f; second bytes from 0x31.
    case johab
    /// MULE_INTERNAL: two to four bytes by the first.
    case mule

    /// The encoding that a ParameterStatus value names; case and punctuation do not count, unknown names are
    /// single-byte.
    public init(name: String) {
        var clean: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case 0x41...0x5a: clean.append(byte | 0x20)
            case 0x61...0x7a, 0x30...0x39: clean.append(byte)
            default: continue
            }
        }
        switch String(decoding: clean, as: UTF8.self) {
        case "utf8", "unicode": self = .utf8
        case "latin1", "iso88591": self = .latin1
        case "eucjp", "eucjis2004", "euckr": self = .eucJP
        case "euccn": self = .eucCN
        case "euctw": self = .eucTW
        case "sjis", "shiftjis", "mskanji", "win932", "windows932", "shiftjis2004": self = .sjis
        case "big5", "win950", "windows950", "gbk", "win936", "windows936", "uhc", "win949", "windows949":
            self = .doubleByte
        case "gb18030": self = .gb18030
        case "johab": self = .johab
        case "muleinternal": self = .mule
        default: self = .singleByte
        }
    }

    /// Whether a character's later bytes may look like ASCII letters, backslashes or operators.
    var hasASCIITrail: Bool {
        switch self {
        case .sjis, .doubleByte, .gb18030, .johab: true
        default: false
        }
    }

    /// How many bytes follow `lead`, a byte above 127 that begins a character.
    func trailCount(after lead: UInt8) -> UInt8 {
        switch self {
        case .singleByte, .latin1: 0
        case .utf8: lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf8 ? 3 : 0
        case .eucJP, .johab: lead == 0x8f ? 2 : 1
        case .eucCN: lead == 0x8e || lead == 0x8f ? 2 : 1
        case .eucTW: lead == 0x8e ? 3 : lead == 0x8f ? 2 : 1
        case .sjis: (0xa1...0xdf).contains(lead) ? 0 : 1
        case .doubleByte, .gb18030: 1
        case .mule: lead <= 0x80 ? 0 : lead <= 0x8d ? 1 : lead <= 0x99 ? 2 : lead <= 0x9b ? 2 : lead <= 0x9d ? 3 : 0
        }
    }
}

/// Tells a character's later bytes from the bytes that begin one, over text that arrives in pieces.
struct TrailTracker {
    let encoding: ClientEncoding
    private var pending: UInt8 = 0
    private var isSecond = false

    init(_ encoding: ClientEncoding) { self.encoding = encoding }

    /// Whether `byte` goes on with a character that an earlier byte began.
    mutating func isTrail(_ byte: UInt8) -> Bool {
        if pending > 0 {
            pending -= 1
            if isSecond {
                isSecond = false
                if byte >= 0x30, byte <= 0x39 { pending += 2 }
            }
            return true
        }
        if byte >= 0x80 {
            pending = encoding.trailCount(after: byte)
            isSecond = encoding == .gb18030
        }
        return false
    }

    /// Forgets a character that was cut off.
    mutating func reset() {
        pending = 0
        isSecond = false
    }
}
