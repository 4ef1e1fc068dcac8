/// Reads pcapng, the format of Wireshark: blocks in sections, each with its own byte order and interfaces.
final class PcapngSource: PacketSource {
    /// What is known of an interface beside its name.
    private struct Clock {
        /// Units a second of its time stamps.
        let resolution: UInt64
        /// Seconds to be added.
        let offset: Int64

        /// The second of a time stamp, nil where there cannot be such a time.
        func second(_ stamp: UInt64) -> UInt64? {
            let (second, isBeyond) = Int64(clamping: stamp / resolution).addingReportingOverflow(offset)
            return !isBeyond && second >= 0 && UInt64(second) <= FileLimit.second ? UInt64(second) : nil
        }
    }

    private enum Block {
        static let section: UInt32 = 0x0a0d_0d0a
        static let interface: UInt32 = 1
        static let oldPacket: UInt32 = 2
        static let simplePacket: UInt32 = 3
        static let packet: UInt32 = 6
    }

    private(set) var interfaces: [FileInterface] = []
    private(set) var firstInterface = 0
    private(set) var impossibleTimes: UInt64 = 0
    private var clocks: [Clock] = []
    private let input: FileInput
    private var isSwapped = false
    private var packets: UInt64 = 0
    private var lastSecond: UInt64 = 0
    /// The length of the block whose packet was given out last.
    private var pending = 0

    /// Nil when it is another kind of file.
    init?(_ input: FileInput) throws(CaptureError) {
        guard try input.has(4), input.bytes.loadUnaligned(as: UInt32.self) == Block.section else { return nil }
        self.input = input
    }

    func next() throws(CaptureError) -> FilePacket? {
        input.skip(pending)
        pending = 0
        while true {
            guard try input.has(12) else {
                if input.available == 0 { return nil }
                throw damage("ends within its header")
            }
            let length = try blockLength()
            guard try input.has(length) else {
                throw damage("should have \(length) bytes, but the file ends after \(input.available)")
            }
            guard word(length - 4) == UInt32(length) else {
                throw damage("ends with another length than it begins with")
            }
            if let packet = try read(length) {
                packets += 1
                lastSecond = packet.second
                pending = length
                return packet
            }
            input.skip(length)
        }
    }

    private func blockLength() throws(CaptureError) -> Int {
        if word(0) == Block.section {
            switch input.bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self) {
            case 0x1a2b_3c4d: isSwapped = false
            case 0x4d3c_2b1a: isSwapped = true
            default: throw damage("begins a section without its byte order")
            }
        }
        let length = Int(word(4))
        guard length >= 12, length % 4 == 0, length <= FileLimit.block else {
            throw damage("says that it has \(length) bytes")
        }
        return length
    }

    /// Reads the block that is there; nil when it is no packet.
    private func read(_ length: Int) throws(CaptureError) -> FilePacket? {
        switch word(0) {
        case Block.section: try beginSection(length)
        case Block.interface: try addInterface(length)
        case Block.packet: return try packet(length, Int(word(8)))
        case Block.oldPacket: return try packet(length, Int(half(8)))
        case Block.simplePacket: return try simplePacket(length)
        default: break
        }
        return nil
    }

    private func beginSection(_ length: Int) throws(CaptureError) {
        guard length >= 28 else { throw damage("is too short for a section") }
        guard half(12) == 1 else { throw damage("has version \(half(12)) of the pcapng format, not 1") }
        firstInterface += interfaces.count
        interfaces = []
        clocks = []
    }

    private func addInterface(_ length: Int) throws(CaptureError) {
        guard length >= 20 else { throw damage("is too short for an interface") }
        var name: String?
        var resolution: UInt64? = 1_000_000
        var offset: Int64 = 0
        options(from: 16, to: length - 4) { code, start, count in
            switch code {
            case 2:
                let bytes = UnsafeRawBufferPointer(start: input.bytes + start, count: count)
                name = CaptureFile.cleanName(String(decoding: bytes.prefix { $0 != 0 }.prefix(63), as: UTF8.self))
            case 9 where count == 1: resolution = Self.resolution(input.bytes.byte(start))
            case 14 where count == 8:
                let value = input.bytes.loadUnaligned(fromByteOffset: start, as: Int64.self)
                offset = isSwapped ? value.byteSwapped : value
            default: break
            }
        }
        guard let resolution else { throw damage("has an interface with time stamps that are too fine") }
        guard interfaces.count < CaptureOptions.interfaceLimit else {
            throw damage("is one of more than \(CaptureOptions.interfaceLimit) interfaces of a section")
        }
        interfaces.append(FileInterface(linkType: UInt32(half(8)), name: name?.isEmpty == true ? nil : name))
        clocks.append(Clock(resolution: resolution, offset: offset))
    }

    /// Units a second: a power of ten, or of two when the highest bit is set; nil beyond 64 bits.
    private static func resolution(_ exponent: UInt8) -> UInt64? {
        let power = Int(exponent & 0x7f)
        if exponent & 0x80 != 0 { return power < 64 ? 1 << UInt64(power) : nil }
        return power <= 19 ? (0..<power).reduce(1) { value, _ in value * 10 } : nil
    }

    private func packet(_ length: Int, _ number: Int) throws(CaptureError) -> FilePacket {
        guard length >= 32 else { throw damage("is too short for a packet") }
        let captured = Int(word(20))
        guard captured <= length - 32 else { throw damage("says that it has \(captured) bytes of a packet") }
        guard number < interfaces.count else { throw damage("is of interface \(number), which is not described") }
        let stamp = UInt64(word(12)) << 32 | UInt64(word(16))
        let second = clocks[number].second(stamp)
        if second == nil { impossibleTimes += 1 }
        return FilePacket(
            bytes: input.bytes + 28, captured: captured, length: max(Int(word(24)), captured),
            second: second ?? lastSecond,
            way: way(from: 28 + (captured + 3) / 4 * 4, to: length - 4), interface: firstInterface + number)
    }

    /// A packet without a time is taken to be of the one before it.
    private func simplePacket(_ length: Int) throws(CaptureError) -> FilePacket {
        guard length >= 16 else { throw damage("is too short for a packet") }
        guard !interfaces.isEmpty else { throw damage("is of an interface that is not described") }
        let original = Int(word(8))
        return FilePacket(
            bytes: input.bytes + 12, captured: min(original, length - 16), length: original, second: lastSecond,
            way: .unknown, interface: firstInterface)
    }

    /// Which way a packet went, where its flags say so.
    private func way(from start: Int, to end: Int) -> Packet.Way {
        guard end - start >= 8 else { return .unknown }
        var way = Packet.Way.unknown
        options(from: start, to: end) { code, start, count in
            guard code == 2, count == 4 else { return }
            way = word(start) & 3 == 1 ? .received : word(start) & 3 == 2 ? .sent : .unknown
        }
        return way
    }

    private func options(from start: Int, to end: Int, _ body: (_ code: UInt16, _ start: Int, _ count: Int) -> Void) {
        var offset = start
        while offset + 4 <= end {
            let (code, count) = (half(offset), Int(half(offset + 2)))
            guard code != 0, offset + 4 + count <= end else { return }
            body(code, offset + 4, count)
            offset += 4 + (count + 3) / 4 * 4
        }
    }

    private func word(_ offset: Int) -> UInt32 {
        let value = input.bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return isSwapped ? value.byteSwapped : value
    }

    private func half(_ offset: Int) -> UInt16 {
        let value = input.bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return isSwapped ? value.byteSwapped : value
    }

    private func damage(_ what: String) -> CaptureError {
        CaptureError(
            .corrupt, "\(input.name): the block at byte \(input.place), after packet \(packets), \(what)")
    }
}
