/// The tag of a CommandComplete message, such as `SELECT 5` or `INSERT 0 1`.
public enum CommandTag {
    /// The number of rows that a tag names: its last number; 0 for a tag without one.
    @inlinable
    public static func rows(_ body: UnsafeRawBufferPointer) -> UInt64 {
        var end = body.count
        while end > 0 && body[end &- 1] == 0 { end &-= 1 }
        var start = end
        while start > 0 && body[start &- 1] &- 0x30 < 10 { start &-= 1 }
        guard start < end, start > 0, body[start &- 1] == 0x20 else { return 0 }
        var rows: UInt64 = 0
        for index in start..<end { rows = rows &* 10 &+ UInt64(body[index] &- 0x30) }
        return rows
    }
}
