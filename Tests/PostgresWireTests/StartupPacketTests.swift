import TestSupport
import Testing

@testable import PostgresWire

@Suite struct StartupPacketTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `The packets of a connection's beginning`() throws {
        #expect(try StartupPacket(Frontend.sslRequest) == .ssl)
        #expect(try StartupPacket(Frontend.gssRequest) == .gss)
        #expect(
            try StartupPacket(Frontend.cancel(processID: 77, key: [1, 2, 3, 4]))
                == .cancel(processID: 77, key: [1, 2, 3, 4]))
    }

    @Test func `A packet is written as it is read`() throws {
        for packet in [
            StartupPacket.ssl, .gss, .cancel(processID: 77, key: [1, 2, 3, 4]), .startup(minor: 2, parameters: []),
            .startup(minor: 0, parameters: [.init("user", "a"), .init("application_name", "")]),
        ] {
            #expect(try StartupPacket(packet.encoded) == packet)
        }
        #expect(StartupPacket.ssl.encoded == Frontend.sslRequest)
    }

    @Test func `Parameters are bytes, empty ones too`() throws {
        let body = bytes("user\0") + [0xff, 0xfe, 0] + bytes("application_name\0\0") + [0]
        #expect(
            try StartupPacket(Frontend.packet(code: 3 << 16, body))
                == .startup(
                    minor: 0,
                    parameters: [
                        .init(name: bytes("user"), value: [0xff, 0xfe]),
                        .init(name: bytes("application_name"), value: []),
                    ]))
    }

    @Test(arguments: [0, 1, 2, 9_999])
    func `Every minor version of protocol 3`(minor: UInt32) throws {
        #expect(
            try StartupPacket(Frontend.startup([], version: 3 << 16 | minor))
                == .startup(minor: UInt16(minor), parameters: []))
    }

    @Test func `Another major version`() {
        let error = #expect(throws: WireError.self) { _ = try StartupPacket(Frontend.startup([], version: 2 << 16)) }
        #expect(error == .protocolVersion(major: 2, minor: 0))
        #expect(error?.sqlstate == "0A000")
    }

    @Test(arguments: [0, 7, 10_005, 0x1603_0102, UInt32.max])
    func `A length that no packet has`(length: UInt32) {
        #expect(throws: WireError.startupLength(length)) {
            _ = try StartupPacket.length(withUnsafeBytes(of: length.bigEndian, Array.init))
        }
    }

    @Test func `The length is known from the fourth byte on`() throws {
        let packet = Frontend.startup([("user", "a")])
        for count in 0..<4 { #expect(try StartupPacket.length(Array(packet.prefix(count))) == nil) }
        #expect(try StartupPacket.length(Array(packet.prefix(4))) == packet.count)
    }

    @Test(arguments: [[], [0x75], [0x75, 0], [0x75, 0, 0x76], [0x75, 0, 0x76, 0], [0, 0]] as [[UInt8]])
    func `A packet without its ends`(body: [UInt8]) {
        #expect(throws: WireError.startupLayout) { _ = try StartupPacket(Frontend.packet(code: 3 << 16, body)) }
    }

    @Test(arguments: [0, 3, 257])
    func `A cancel key has 4 to 256 bytes`(count: Int) throws {
        let key = [UInt8](repeating: 1, count: count)
        #expect(throws: WireError.cancelLayout) { _ = try StartupPacket(Frontend.cancel(processID: 1, key: key)) }
        let longest = [UInt8](repeating: 1, count: 256)
        #expect(
            try StartupPacket(Frontend.cancel(processID: 1, key: longest)) == .cancel(processID: 1, key: longest))
    }
}
