/// A scanner that also offers each literal's kind and first 256 bytes, for honeytokens and recordings.
///
/// It is the scanner compiled a second time: where nobody taps, `StatementScanner` pays nothing for this.
public struct TappedScanner: ~Copyable {
    private var core: ScannerCore<TapObserver>

    /// A scanner that calls `tap` with each literal's kind and, for quoted ones, its first 256 bytes as they stand
    /// between the quotes; for others the bytes are empty.
    public init(_ options: ScannerOptions = ScannerOptions(), tap: @escaping (LiteralKind, Span<UInt8>) -> Void) {
        core = ScannerCore(options, TapObserver(tap: tap))
    }

    /// Forgets the text read so far; the next `feed` begins another.
    public mutating func reset(_ options: ScannerOptions) {
        core.observer.drop()
        core.reset(options)
    }

    /// Takes in the next piece of the text, as `StatementScanner.feed` does.
    public mutating func feed(_ bytes: Span<UInt8>, isLast: Bool, _ emit: (ScannedStatement) -> Void) {
        bytes.withUnsafeBytes { core.feed($0, isLast: isLast, emit) }
    }
}

/// Gathers a literal's beginning over the pieces and gives it on once it is complete.
struct TapObserver: TokenObserver {
    static let limit = 256
    static var wantsContent: Bool { true }

    private let tap: (LiteralKind, Span<UInt8>) -> Void
    /// Reused for every literal, so that tapping allocates once.
    private var beginning: [UInt8] = []
    private var kind = LiteralKind.string

    init(tap: @escaping (LiteralKind, Span<UInt8>) -> Void) {
        self.tap = tap
        beginning.reserveCapacity(Self.limit)
    }

    mutating func drop() { beginning.removeAll(keepingCapacity: true) }

    mutating func literal(_ kind: LiteralKind) {
        drop()
        if !kind.isQuoted { tap(kind, beginning.span) }
    }

    mutating func quotedLiteralBegan(_ kind: LiteralKind, role: LiteralRole, start: Int) {
        drop()
        self.kind = kind
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) {
        let room = Self.limit - beginning.count
        if room > 0 { beginning.append(contentsOf: bytes.prefix(room)) }
    }

    mutating func quotedLiteralEnded(end: Int) {
        tap(kind, beginning.span)
        drop()
    }
}
