/// Reads the classic format of tcpdump, in either byte order, with microseconds or nanoseconds.
final class PcapSource: PacketSource {
    let interfaces: [FileInterface]
    let firstInterface = 0
    let impossibleTimes: UInt64 = 0
    private let input: FileInput
    private let isSwapped: Bool
    /// The length of a packet's header: 24 in a variant that some old Linux distributions had.
    private let headerLength: Int
    private var packets: UInt64 = 0

    private static let fileHeader = 24

    /// Reads the file's header; nil when it is another kind of file.
    init?(_ input: FileInput) throws(CaptureError) {
        guard try input.has(4) else { return nil }
        let magic = input.bytes.loadUnaligned(as: UInt32.self)
        let kinds: [UInt32] = [0xa1b2_c3d4, 0xa1b2_3c4d, 0xa1b2_cd34]
        guard kinds.contains(magic) || kinds.contains(magic.byteSwapped) else { return nil }
        let isSwapped = !kinds.contains(magic)
        guard try input.has(Self.fileHeader) else {
            throw CaptureError(.corrupt, "\(input.name) ends within its header, after \(input.available) bytes")
        }
        let field = { (offset: Int) -> UInt32 in
            let value = input.bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            return isSwapped ? value.byteSwapped : value
        }
        let words = input.bytes.loadUnaligned(fromByteOffset: 4, as: UInt16.self)
        let version = isSwapped ? words.byteSwapped : words
        guard version == 2 else {
            throw CaptureError(.format, "\(input.name) has version \(version) of the pcap format, not 2")
        }
        self.isSwapped = isSwapped
        headerLength = [magic, magic.byteSwapped].contains(0xa1b2_cd34) ? 24 : 16
        // The upper bits say how long a frame's checksum is.
        interfaces = [FileInterface(linkType: field(20) & 0x03ff_ffff, name: nil)]
        input.skip(Self.fileHeader)
        self.input = input
    }

    @inline(__always)
    private func field(_ offset: Int) -> UInt32 {
        let value = input.bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return isSwapped ? value.byteSwapped : value
    }

    func next() throws(CaptureError) -> FilePacket? {
        guard try input.has(headerLength) else {
            if input.available == 0 { return nil }
            throw damage("ends within its header")
        }
        let captured = Int(field(8))
        guard captured <= FileLimit.packet else { throw damage("says that it has \(captured) bytes") }
        guard try input.has(headerLength &+ captured) else {
            throw damage("should have \(captured) bytes, but the file ends after \(input.available - headerLength)")
        }
        let packet = FilePacket(
            bytes: input.bytes + headerLength, captured: captured, length: max(Int(field(12)), captured),
            second: UInt64(field(0)), way: .unknown, interface: 0)
        packets &+= 1
        input.skip(headerLength &+ captured)
        return packet
    }

    private func damage(_ what: String) -> CaptureError {
        CaptureError(.corrupt, "\(input.name): packet \(packets + 1), at byte \(input.place), \(what)")
    }
}
