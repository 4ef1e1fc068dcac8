/// The parameter values of a Bind message (PostgreSQL documentation, "Message Formats").
enum BindValues {
    /// The most bytes of a value that are kept.
    static let longestValue = 256
    private static let limit = 1_000

    /// Reads format codes and values from behind the two names; nil stands for NULL. Damaged messages give what could
    /// be read: the server will refuse them.
    static func read(_ bytes: UnsafeRawBufferPointer) -> [[UInt8]?] {
        var offset = 0
        guard let formats = integer(bytes, &offset, 2) else { return [] }
        offset += 2 * formats
        guard let count = integer(bytes, &offset, 2) else { return [] }
        var values: [[UInt8]?] = []
        for _ in 0..<min(count, limit) {
            guard let length = integer(bytes, &offset, 4) else { break }
            if length == 0xffff_ffff {
                values.append(nil)
                continue
            }
            guard offset < bytes.count || length == 0 else { break }
            values.append(Array(bytes[offset..<min(bytes.count, offset + min(length, longestValue))]))
            offset += length
        }
        return values
    }

    private static func integer(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int, _ width: Int) -> Int? {
        guard offset >= 0, offset + width <= bytes.count else { return nil }
        defer { offset += width }
        return bytes[offset..<offset + width].reduce(0) { $0 << 8 | Int($1) }
    }
}
