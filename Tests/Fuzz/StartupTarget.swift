import PostgresWire

/// A packet that was read and is written again is the same.
enum StartupTarget {
    static func run(_ input: [UInt8]) {
        let length = try? StartupPacket.length(input)
        guard let packet = try? StartupPacket(input) else { return }
        if input.count <= Int(StartupPacket.longest) {
            hold(length == input.count, "a packet that is read has the length that it says")
        }
        switch packet {
        case .ssl, .gss:
            // PostgreSQL does not look at what else such a packet has.
            hold(packet.encoded == MessageLength.patched(input.prefix(8)), "a request has its code")
        case .cancel(_, let key):
            hold((4...256).contains(key.count), "the key has 4 to 256 bytes")
            hold(packet.encoded == input, "a cancel request is the same when written again")
        case .startup(_, let parameters):
            hold(parameters.allSatisfy { !$0.name.isEmpty }, "a parameter has a name")
            hold(packet.encoded == input, "a start-up packet is the same when written again")
        }
    }
}

/// The length field of a packet without type.
private enum MessageLength {
    static func patched(_ packet: ArraySlice<UInt8>) -> [UInt8] {
        withUnsafeBytes(of: UInt32(packet.count).bigEndian, Array.init) + packet.dropFirst(4)
    }
}
