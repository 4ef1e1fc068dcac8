@testable import Capture

/// Packets made by hand, byte by byte.
enum Frames {
    static func big16(_ number: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
    }

    static func big32(_ number: Int) -> [UInt8] { big16(number >> 16) + big16(number) }

    static func ethernet(_ type: Int, _ payload: [UInt8], from source: [UInt8] = [2, 0, 0, 0, 0, 1]) -> [UInt8] {
        [2, 0, 0, 0, 0, 2] + source + big16(type) + payload
    }

    /// An IPv4 packet; `length` and `header` are lies when they are given.
    static func ipv4(
        _ proto: UInt8, _ payload: [UInt8], from source: [UInt8] = [10, 0, 0, 1],
        to destination: [UInt8] = [10, 0, 0, 2],
        fragment: Int = 0, options: [UInt8] = [], length: Int? = nil, header: UInt8? = nil
    ) -> [UInt8] {
        let first = header ?? 0x40 | UInt8(5 + options.count / 4)
        let total = length ?? 20 + options.count + payload.count
        return [first, 0] + big16(total) + big16(1) + big16(fragment) + [64, proto] + big16(0) + source + destination
            + options + payload
    }

    static let v6Source: [UInt8] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    static let v6Destination: [UInt8] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]

    static func ipv6(
        _ next: UInt8, _ payload: [UInt8], from source: [UInt8] = v6Source, to destination: [UInt8] = v6Destination,
        length: Int? = nil
    ) -> [UInt8] {
        [0x60, 0, 0, 0] + big16(length ?? payload.count) + [next, 64] + source + destination + payload
    }

    static func tcp(_ source: Int, _ destination: Int, flags: UInt8 = 0x10, payload: [UInt8] = []) -> [UInt8] {
        big16(source) + big16(destination) + big32(1) + big32(1) + [0x50, flags] + big16(1000) + big32(0) + payload
    }

    static func udp(_ source: Int, _ destination: Int, payload: [UInt8] = []) -> [UInt8] {
        big16(source) + big16(destination) + big16(8 + payload.count) + big16(0) + payload
    }

    static func icmp(_ type: UInt8, _ code: UInt8 = 0, _ rest: [UInt8] = []) -> [UInt8] {
        [type, code, 0, 0, 0, 0, 0, 0] + rest
    }

    /// A pcap file of packets with their seconds, in this machine's byte order.
    static func pcap(_ packets: [(second: UInt32, frame: [UInt8])], linkType: UInt32 = 1) -> [UInt8] {
        var bytes = little32(0xa1b2_c3d4) + [2, 0, 4, 0] + little32(0) + little32(0) + little32(65_535)
        bytes += little32(linkType)
        for packet in packets {
            let count = UInt32(packet.frame.count)
            bytes += little32(packet.second) + little32(0) + little32(count) + little32(count) + packet.frame
        }
        return bytes
    }

    static func little32(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
}

extension PacketParser {
    /// What a whole packet is read as.
    func parse(_ frame: [UInt8], length: Int? = nil) -> (outcome: Outcome, packet: Packet) {
        var packet = Packet()
        // Memory of exactly its size, so that a sanitizer sees what is read beyond.
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: frame.count, alignment: 1)
        defer { copy.deallocate() }
        copy.copyBytes(from: frame)
        let outcome = parse(UnsafeRawBufferPointer(copy), length: length ?? frame.count, into: &packet)
        return (outcome, packet)
    }
}
