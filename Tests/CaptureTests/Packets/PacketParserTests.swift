import Observations
import Testing

@testable import Capture

@Suite struct PacketParserTests {
    private let ethernet = PacketParser(.ethernet)
    private let segment = Frames.ipv4(6, Frames.tcp(40_000, 5432, flags: 0x12))
    private let v6Segment = Frames.ipv6(6, Frames.tcp(40_000, 5432, flags: 0x12))

    private func expectSegment(_ link: LinkType, _ frame: [UInt8], way: Packet.Way = .unknown) {
        let (outcome, packet) = PacketParser(link).parse(frame)
        #expect(outcome == .flow, "\(link)")
        #expect(packet.sourcePort == 40_000 && packet.destinationPort == 5432 && packet.proto == 6, "\(link)")
        #expect(packet.detail == 0x12 && packet.way == way, "\(link)")
    }

    @Test func `Every link type leads to IPv4 and IPv6`() {
        let cooked = { (type: UInt8, hardware: Int, proto: Int) in
            [0, type] + Frames.big16(hardware) + Frames.big16(6) + [1, 2, 3, 4, 5, 6, 0, 0] + Frames.big16(proto)
        }
        for (packet, ether, family, ppp) in [(segment, 0x0800, UInt8(2), UInt8(0x21)), (v6Segment, 0x86dd, 10, 0x57)] {
            expectSegment(.ethernet, Frames.ethernet(ether, packet))
            expectSegment(.raw, packet)
            expectSegment(ether == 0x0800 ? .ipv4 : .ipv6, packet)
            expectSegment(.null, [family, 0, 0, 0] + packet)
            expectSegment(.null, [0, 0, 0, family] + packet)
            expectSegment(.loop, [0, 0, 0, family] + packet)
            expectSegment(.ppp, [0xff, 0x03, 0, ppp] + packet)
            expectSegment(.ppp, [ppp] + packet)
            expectSegment(.pppSerial, [0, ppp] + packet)
            expectSegment(.pppEthernet, [0x11, 0, 0, 1, 0, 60, 0, ppp] + packet)
            expectSegment(.linuxCooked, cooked(0, 1, ether) + packet, way: .received)
            expectSegment(.linuxCooked, cooked(4, 1, ether) + packet, way: .sent)
            expectSegment(.linuxCooked, cooked(0, 772, ether) + packet)
            let cooked2 = Frames.big16(ether) + [0, 0, 0, 0, 0, 3, 0, 1, 4, 6, 1, 2, 3, 4, 5, 6, 0, 0]
            expectSegment(.linuxCooked2, cooked2 + packet, way: .sent)
        }
        #expect(LinkType(number: 12) == .raw && LinkType(number: 14) == .raw && LinkType(number: 105) == nil)
    }

    @Test func `Tags and tunnels of the link are gone through`() {
        let tag = { (id: Int, next: Int) in Frames.big16(id) + Frames.big16(next) }
        expectSegment(.ethernet, Frames.ethernet(0x8100, tag(7, 0x0800) + segment))
        expectSegment(.ethernet, Frames.ethernet(0x88a8, tag(7, 0x8100) + tag(8, 0x86dd) + v6Segment))
        expectSegment(.ethernet, Frames.ethernet(0x9100, tag(7, 0x0800) + segment))
        expectSegment(.ethernet, Frames.ethernet(0x8864, [0x11, 0, 0, 1, 0, 60, 0, 0x21] + segment))
        expectSegment(.ethernet, Frames.ethernet(0x8847, [0, 1, 0, 64, 0, 2, 1, 64] + segment))
        expectSegment(.ethernet, Frames.ethernet(60, [0xaa, 0xaa, 3, 0, 0, 0, 8, 0] + segment))
    }

    @Test func `VLANs are left out when asked, but not tags of priority alone`() {
        let parser = PacketParser(.ethernet, ignoresVLANs: true)
        let tagged = { (id: Int) in Frames.ethernet(0x8100, Frames.big16(id) + Frames.big16(0x0800) + segment) }
        #expect(parser.parse(tagged(5)).outcome == .vlan)
        #expect(parser.parse(tagged(0xe000)).outcome == .flow)
        #expect(parser.parse(Frames.ethernet(0x0800, segment)).outcome == .flow)
    }

    @Test func `The interface's own address tells what went out`() {
        let parser = PacketParser(.ethernet, ownAddress: [2, 0, 0, 0, 0, 9])
        #expect(parser.parse(Frames.ethernet(0x0800, segment, from: [2, 0, 0, 0, 0, 9])).packet.way == .sent)
        #expect(parser.parse(Frames.ethernet(0x0800, segment)).packet.way == .received)
    }

    @Test func `What is not IP is no error`() {
        for type in [0x0806, 0x88cc, 0x0842] {
            #expect(ethernet.parse(Frames.ethernet(type, [1, 2, 3, 4])).outcome == .notIP)
        }
        #expect(ethernet.parse(Frames.ethernet(38, [0x42, 0x42, 3, 0, 0, 0, 0, 0, 0])).outcome == .notIP)
        #expect(PacketParser(.ppp).parse([0xc0, 0x21, 1, 1, 1, 1]).outcome == .notIP)
        #expect(PacketParser(.null).parse([99, 0, 0, 0] + segment).outcome == .notIP)
    }

    @Test func `Options of IPv4 and extension headers of IPv6 are passed over`() {
        let options = Frames.ipv4(17, Frames.udp(40_000, 53), options: [UInt8](repeating: 1, count: 40))
        #expect(PacketParser(.raw).parse(options).packet.destinationPort == 53)
        let chain: [UInt8] =
            [43, 0, 1, 4, 0, 0, 0, 0] + [60, 0, 0, 0, 0, 0, 0, 0] + [51, 1] + [UInt8](repeating: 0, count: 14)
            + [44, 1] + [UInt8](repeating: 0, count: 10) + [17, 0, 0, 1, 0, 0, 0, 7] + Frames.udp(40_000, 53)
        let (outcome, packet) = PacketParser(.raw).parse(Frames.ipv6(0, chain))
        #expect(outcome == .flow && packet.proto == 17 && packet.destinationPort == 53)
    }

    @Test func `Later fragments belong to no flow, but those of ESP do`() {
        let later = { (proto: UInt8) in Frames.ipv4(proto, [UInt8](repeating: 7, count: 40), fragment: 185) }
        #expect(PacketParser(.raw).parse(later(17)).outcome == .issue(.fragmented))
        #expect(PacketParser(.raw).parse(later(50)).outcome == .flow)
        #expect(PacketParser(.raw).parse(later(50)).packet.proto == 50)
        let first = Frames.ipv4(17, Frames.udp(40_000, 2049), fragment: 0x2000)
        #expect(PacketParser(.raw).parse(first).packet.destinationPort == 2049)
        let v6Later: [UInt8] = [17, 0, 0, 0xb9, 0, 0, 0, 7] + Frames.udp(1, 2)
        #expect(PacketParser(.raw).parse(Frames.ipv6(44, v6Later)).outcome == .issue(.fragmented))
        #expect(PacketParser(.raw).parse(Frames.ipv6(44, [50] + v6Later.dropFirst())).outcome == .flow)
    }

    @Test func `A header that contradicts itself is invalid`() {
        let parser = PacketParser(.raw)
        #expect(parser.parse(Frames.ipv4(6, Frames.tcp(1, 2), header: 0x44)).outcome == .issue(.invalidHeader))
        #expect(parser.parse(Frames.ipv4(6, Frames.tcp(1, 2), length: 19)).outcome == .issue(.invalidHeader))
        #expect(parser.parse([0x50] + segment.dropFirst()).outcome == .issue(.invalidHeader))
        #expect(ethernet.parse(Frames.ethernet(0x0800, v6Segment)).outcome == .issue(.invalidHeader))
        #expect(ethernet.parse(Frames.ethernet(0x86dd, segment + segment)).outcome == .issue(.invalidHeader))
    }

    @Test func `A packet cut anywhere is truncated or whole enough, and never read beyond`() {
        let frames = [
            Frames.ethernet(0x0800, segment), Frames.ethernet(0x86dd, v6Segment),
            Frames.ethernet(0x8100, [0, 1, 0x86, 0xdd] + Frames.ipv6(0, [6, 0, 1, 4, 0, 0, 0, 0] + Frames.tcp(1, 2))),
            Frames.ethernet(0x0800, Frames.ipv4(1, Frames.icmp(3, 3, segment))),
        ]
        for frame in frames {
            var wasWhole = false
            for count in 0..<frame.count {
                let outcome = ethernet.parse(Array(frame.prefix(count)), length: frame.count).outcome
                #expect(outcome == .flow || outcome == .issue(.truncated))
                #expect(!wasWhole || outcome == .flow)
                wasWhole = outcome == .flow
            }
            #expect(wasWhole)
        }
    }

    @Test func `A length beyond the frame is noticed, and the frame counts`() {
        let lie = Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(1, 2), length: 1500))
        #expect(ethernet.parse(lie).packet.liesAboutLength)
        #expect(ethernet.parse(lie).outcome == .flow)
        // Only a part of it was captured.
        #expect(!ethernet.parse(lie, length: 1514).packet.liesAboutLength)
        #expect(!ethernet.parse(Frames.ethernet(0x0800, segment + [0, 0, 0, 0])).packet.liesAboutLength)
        // A length that ends before the ports makes them no ports.
        #expect(
            ethernet.parse(Frames.ethernet(0x0800, Frames.ipv4(17, Frames.udp(1, 2), length: 22))).outcome
                == .issue(.truncated))
        // Segmentation by the network card leaves the length 0.
        let large = Frames.ipv4(6, Frames.tcp(40_000, 5432, flags: 0x12), length: 0)
        expectSegment(.ethernet, Frames.ethernet(0x0800, large))
    }

    @Test func `Random bytes never trap`() {
        var generator = SystemRandomNumberGenerator()
        for link in LinkType.allCases {
            for _ in 0..<2_000 {
                var frame = (0..<Int.random(in: 0...90)).map { _ in UInt8.random(in: 0...255, using: &generator) }
                if frame.count > 20, Bool.random() { frame.replaceSubrange(12..<14, with: [0x86, 0xdd]) }
                _ = PacketParser(link).parse(frame, length: Int.random(in: 0...100_000))
            }
        }
    }
}
