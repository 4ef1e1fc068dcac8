/// Reads and writes sizes as PostgreSQL's settings do: a whole number of bytes, or of kB, MB, GB, TB, each 1024 of the
/// one before.
enum ByteCount {
    private static let units: [(name: String, bytes: Int)] = [
        ("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10), ("B", 1),
    ]

    /// The number of bytes that `text` means.
    static func parse(_ text: String) throws(InvalidValue) -> Int {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let name = text[digits.endIndex...]
        guard let number = Int(digits) else { throw InvalidValue("\"\(text)\" is not a size such as 4096, 64kB, 2MB") }
        if name.isEmpty { return number }
        guard let unit = units.first(where: { $0.name.lowercased() == name.lowercased() }) else {
            throw InvalidValue("\"\(name)\" is not a unit of size; those are B, kB, MB, GB, TB")
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
        guard !overflow else { throw InvalidValue("\"\(text)\" is too large") }
        return bytes
    }

    /// The size in the largest unit that leaves no rest.
    static func text(_ bytes: Int) -> String {
        let unit = units.first { bytes % $0.bytes == 0 && bytes != 0 } ?? ("B", 1)
        return "\(bytes / unit.bytes)\(unit.name)"
    }
}

extension ValueType where Value == Int {
    /// A size of a range, in bytes.
    static func size(_ range: ClosedRange<Int>) -> ValueType {
        scalar("size", expected: "a size such as 64kB") {
            .text(ByteCount.text($0))
        } parse: { text throws(InvalidValue) in
            let bytes = try ByteCount.parse(text)
            guard range.contains(bytes) else {
                let (least, most) = (ByteCount.text(range.lowerBound), ByteCount.text(range.upperBound))
                throw InvalidValue("\(text) is not between \(least) and \(most)")
            }
            return bytes
        }
    }
}
