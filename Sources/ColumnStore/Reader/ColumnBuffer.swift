public import Observations

/// The distinct values of a column whose rows are codes.
public enum ColumnDictionary: Sendable {
    /// Of a column of integers.
    case numbers([UInt64])
    /// Of a column of texts.
    case strings([String])
    /// Of a column of addresses.
    case addresses([IPAddress])

    /// How many values there are.
    public var count: Int {
        switch self {
        case .numbers(let values): values.count
        case .strings(let values): values.count
        case .addresses(let values): values.count
        }
    }
}

/// One column of a piece in the form in which it is stored, as far as that helps: a query looks at a dictionary's
/// entries once, not at each row. Its memory serves the next piece too.
public final class ColumnBuffer {
    /// How the rows stand in the buffer.
    public enum Form: Sendable {
        /// All rows have this value, in a column of integers.
        case constant(UInt64)
        /// A number a row, in `numbers`.
        case numbers
        /// A code a row, in `codes`; each has its entry in the dictionary.
        case codes(ColumnDictionary)
    }

    /// How the rows stand in the buffer.
    public private(set) var form = Form.constant(0)
    /// How many rows there are.
    public private(set) var count = 0
    private var words = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: 0)

    private var addresses: [IPAddress] = []

    init() {}

    deinit { words.deallocate() }

    /// The rows of the form `numbers`.
    public var numbers: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(rebasing: words[..<count]) }

    /// The rows of the form `codes`.
    public var codes: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(codeTarget(count)) }

    private func reserve(_ count: Int) {
        guard words.count < count else { return }
        words.deallocate()
        // Blocks grow through the day: not a little for each.
        words = .allocate(capacity: max(count + count / 2, 1 << 10))
        words.initialize(repeating: 0)
    }

    private func codeTarget(_ count: Int) -> UnsafeMutableBufferPointer<UInt32> {
        // Memory that is bound to words for good; codes lie in its first half.
        UnsafeMutableRawBufferPointer(words).assumingMemoryBound(to: UInt32.self)[..<count].rebased
    }

    /// Takes over values that were read in another way; nil when a code has no entry.
    func fill(_ vector: ColumnVector) -> Bool {
        count = vector.count
        reserve(count)
        switch vector {
        case .unsigned(let values):
            form = .numbers
            _ = words.update(fromContentsOf: values)
        case .strings(let codes, let dictionary):
            form = .codes(.strings(dictionary))
            _ = codeTarget(count).update(fromContentsOf: codes)
            return Codes.areValid(self.codes, below: dictionary.count)
        case .addresses(let addresses): spell(addresses)
        }
        return true
    }

    /// Each row has a dictionary's entry of its own.
    private func spell(_ addresses: [IPAddress]) {
        form = .codes(.addresses(addresses))
        let target = codeTarget(count)
        for row in 0..<count { target[row] = UInt32(truncatingIfNeeded: row) }
    }

    /// Reads a column of `count` rows, or of these only the given ones.
    func decode(
        _ reader: inout ChunkReader, kind: ColumnKind, count: Int, rows: [UInt32]? = nil
    ) throws(DecodingFailure) {
        reserve(count)
        self.count = count
        switch kind {
        case .time, .unsigned: try decodeNumbers(&reader, rows)
        case .string: try decodeCodes(&reader, .strings(try StringColumn.dictionary(&reader, count: count)))
        case .address:
            let size = try reader.count(atMost: count)
            // Nobody else may hold the list, lest it be copied.
            form = .constant(0)
            try AddressColumn.list(&reader, count: size == 0 ? count : size, into: &addresses)
            if size == 0 { spell(addresses) } else { try decodeCodes(&reader, .addresses(addresses)) }
        }
        guard reader.remaining == 0 else { throw DecodingFailure("bytes left over") }
    }

    private func decodeNumbers(_ reader: inout ChunkReader, _ rows: [UInt32]?) throws(DecodingFailure) {
        switch reader.next.flatMap({ IntegerEncoding(rawValue: $0) }) {
        case .constant?:
            _ = try reader.raw(1)
            form = .constant(try reader.varint())
        case .dictionary?:
            _ = try reader.raw(1)
            let size = try reader.count(atMost: count)
            let distinct = try IntegerDecoder<UInt64>.decode(&reader, count: size, depth: 1)
            try decodeCodes(&reader, .numbers(distinct), depth: 1)
        default:
            form = .numbers
            try IntegerDecoder.decode(&reader, into: .init(rebasing: words[..<count]), rows: rows)
        }
    }

    private func decodeCodes(
        _ reader: inout ChunkReader, _ dictionary: ColumnDictionary, depth: Int = 0
    ) throws(DecodingFailure) {
        form = .codes(dictionary)
        try IntegerDecoder.decode(&reader, into: codeTarget(count), depth: depth)
        guard Codes.areValid(codes, below: dictionary.count) else {
            throw DecodingFailure("code beyond its dictionary")
        }
    }

    /// The rows as values of their own.
    var vector: ColumnVector {
        switch form {
        case .constant(let value): .unsigned(Array(repeating: value, count: count))
        case .numbers: .unsigned(Array(numbers))
        case .codes(.numbers(let values)): .unsigned(codes.map { values[Int($0)] })
        case .codes(.strings(let texts)): .strings(codes: Array(codes), dictionary: texts)
        case .codes(.addresses(let addresses)): .addresses(codes.map { addresses[Int($0)] })
        }
    }

    /// Fills in what a column holds that was declared after the piece was written.
    func clear(kind: ColumnKind, count: Int) { _ = fill(ColumnChunk.absent(kind: kind, count: count)) }
}

extension Slice where Base == UnsafeMutableBufferPointer<UInt32> {
    fileprivate var rebased: Base { Base(rebasing: self) }
}
