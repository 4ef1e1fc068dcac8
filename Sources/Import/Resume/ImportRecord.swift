import Bytes

/// What a store remembers of an import: which file, and how far it came.
struct ImportRecord: Equatable, Sendable {
    /// Rows that are being written: they are in the store exactly if it has blocks of this number in the day.
    struct Pending: Equatable, Sendable {
        var sequence: UInt64
        /// A time of the day.
        var time: UInt64
        var mark: ImportMark
    }

    /// Tells records of other files apart that had the same path.
    let number: UInt64
    var table: String
    var path: String
    /// The file's size when it was read last; 0 for standard input.
    var size: Int
    /// The length and hash of the file's first bytes, by which it is known again; they were all imported.
    private(set) var headLength = 0
    private(set) var headHash: UInt64 = 0
    /// Stands for all that decides what a row becomes: the columns and the interface.
    var settings: UInt64
    var committed = ImportMark()
    var pending: Pending?
    /// Whether the file's end was reached.
    var isComplete = false

    private static let magic: UInt32 = 0x3149_644b

    func encoded() -> [UInt8] {
        var out = ByteWriter()
        out.little(Self.magic)
        out.little(number)
        out.text(table)
        out.text(path)
        out.little(UInt64(size))
        out.little(UInt64(headLength))
        out.little(headHash)
        out.little(settings)
        out.little(UInt8(isComplete ? 1 : 0))
        committed.write(to: &out)
        out.little(UInt8(pending == nil ? 0 : 1))
        if let pending {
            out.little(pending.sequence)
            out.little(pending.time)
            pending.mark.write(to: &out)
        }
        out.little(Hash64.of(out.bytes))
        return out.bytes
    }

    init(table: String, path: String, size: Int, head: [UInt8], settings: UInt64) {
        self.table = table
        self.path = path
        self.size = size
        self.settings = settings
        var hash = Hash64(seed: Hash64.of(head))
        hash.combine(Hash64.of(path))
        hash.combine(Hash64.of(table))
        number = hash.value
    }

    /// Notes the file's beginning, up to the place that the import came to.
    mutating func setHead(_ head: [UInt8], upTo offset: Int) {
        headLength = min(head.count, offset)
        headHash = Hash64.of(Array(head[..<headLength]))
    }

    /// Whether a file begins as this one did.
    func isBeginning(_ head: [UInt8]) -> Bool {
        headLength <= head.count && Hash64.of(Array(head[..<headLength])) == headHash
    }

    /// Reads what `encoded` wrote; nil for anything else.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 8, let record = try? ImportRecord(reading: bytes) else { return nil }
        self = record
    }

    private struct Damaged: Error {}

    private init(reading bytes: [UInt8]) throws {
        var trailer = ByteReader(bytes.suffix(8))
        guard try trailer.little(UInt64.self) == Hash64.of(Array(bytes.dropLast(8))) else { throw Damaged() }
        var reader = ByteReader(bytes.dropLast(8))
        guard try reader.little(UInt32.self) == Self.magic else { throw Damaged() }
        number = try reader.little()
        table = try reader.text()
        path = try reader.text()
        size = Int(truncatingIfNeeded: try reader.little(UInt64.self))
        headLength = Int(truncatingIfNeeded: try reader.little(UInt64.self))
        headHash = try reader.little()
        settings = try reader.little()
        isComplete = try reader.little(UInt8.self) == 1
        committed = try ImportMark(&reader)
        if try reader.little(UInt8.self) == 1 {
            pending = Pending(
                sequence: try reader.little(), time: try reader.little(), mark: try ImportMark(&reader))
        }
        guard headLength >= 0, committed.isPossible, pending?.mark.isPossible ?? true else { throw Damaged() }
    }
}
