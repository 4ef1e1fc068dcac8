import Capture

/// A packet of any link type: nothing is read beyond it, and what is said of it lies within it.
enum PacketTarget {
    static func run(_ input: [UInt8]) {
        guard input.count >= 4 else { return }
        let link = LinkType.allCases[Int(input[0]) % LinkType.allCases.count]
        let length = Int(input[2]) << 8 | Int(input[3])
        exactly(input[4...]) { frame in
            let parser = PacketParser(link, ignoresVLANs: input[1] & 1 == 1, ownAddress: [2, 0, 0, 0, 0, 1])
            var packet = Packet()
            guard parser.parse(frame, length: length, into: &packet) == .flow else { return }
            hold(packet.transport + packet.available <= frame.count, "what is read was captured")
            hold(packet.available >= 0, "there is no less than nothing")
            let hasPorts = packet.proto == 6 || packet.proto == 17
            hold(hasPorts || packet.sourcePort == 0 && packet.destinationPort == 0, "only TCP and UDP have ports")
        }
    }
}
