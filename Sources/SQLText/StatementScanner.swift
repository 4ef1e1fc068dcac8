/// Reads SQL as PostgreSQL 15 does, in one pass over pieces of any size, and tells each statement's identities.
///
/// One scanner serves one text at a time: `reset`, then `feed` until the last piece. It never fails, never recurses and
/// never allocates, and how the text is cut makes no difference.
public struct StatementScanner: ~Copyable {
    private var core: ScannerCore<NoObserver>

    /// A scanner that is ready for a session's first text.
    public init(_ options: ScannerOptions = ScannerOptions()) {
        core = ScannerCore(options, NoObserver())
    }

    /// Forgets the text read so far; the next `feed` begins another.
    public mutating func reset(_ options: ScannerOptions) {
        core.reset(options)
    }

    /// Takes in the next piece of the text and gives each statement that ends in it, in order.
    ///
    /// A zero byte ends the text, as `isLast` does; what comes after is ignored until `reset`.
    public mutating func feed(_ bytes: Span<UInt8>, isLast: Bool, _ emit: (ScannedStatement) -> Void) {
        bytes.withUnsafeBytes { core.feed($0, isLast: isLast, emit) }
    }

    /// The statements of a whole text.
    public static func statements(
        in bytes: Span<UInt8>, _ options: ScannerOptions = ScannerOptions()
    ) -> [ScannedStatement] {
        var scanner = StatementScanner(options)
        var statements: [ScannedStatement] = []
        scanner.feed(bytes, isLast: true) { statements.append($0) }
        return statements
    }

    /// What `ScannedStatement.nameHash` is for a name of these very bytes, such as one in a Parse message.
    public static func nameHash(_ name: Span<UInt8>) -> UInt64 {
        var hash = ContentHash(seed: 0)
        name.withUnsafeBytes { hash.append($0) }
        return hash.value
    }
}
