import Bytes

/// Packets that two handles on one interface both see while the one takes the other's place: each is to be counted
/// once.
///
/// The kernel may give a packet two time stamps some microseconds apart, one a handle. So the old handle counts up to a
/// moment and a little more, the new one from that moment on, and what both have is known by its bytes.
struct Overlap {
    /// The "little more", in microseconds.
    private static let margin: UInt64 = 2_000

    /// The moment, in microseconds since 1970 UTC.
    private let moment: UInt64
    private var counted: [UInt64: Int] = [:]
    /// Whether the old handle has come so far that nothing more of it counts.
    private(set) var isOver = false

    init(at moment: UInt64) { self.moment = moment }

    /// Whether a packet of the old handle counts.
    mutating func takesOld(_ time: UInt64, _ frame: UnsafeRawBufferPointer) -> Bool {
        if time >= moment + Self.margin {
            isOver = true
            return false
        }
        if time + Self.margin >= moment { counted[Self.digest(frame), default: 0] += 1 }
        return true
    }

    /// Whether a packet of the new handle counts; nil when it does, and all that follow.
    mutating func takesNew(_ time: UInt64, _ frame: UnsafeRawBufferPointer) -> Bool? {
        if time < moment { return false }
        if time >= moment + 2 * Self.margin { return nil }
        let digest = Self.digest(frame)
        guard let count = counted[digest] else { return true }
        counted[digest] = count > 1 ? count - 1 : nil
        return false
    }

    private static func digest(_ frame: UnsafeRawBufferPointer) -> UInt64 {
        var hash = Hash64()
        hash.combine(frame)
        return hash.state
    }
}
