import Glibc
import Testing

@testable import Platform

@Suite struct SocketAddressTests {
    @Test(arguments: [
        (SocketAddress.v4(0x7f00_0001, port: 1337), "127.0.0.1:1337"),
        (.v4(0xffff_ffff, port: 65_535), "255.255.255.255:65535"),
        (.v6(high: 0, low: 1, port: 5432, scope: 0), "[::1]:5432"),
        (.v6(high: 0x2001_0db8_0000_0000, low: 0xff, port: 1, scope: 0), "[2001:db8::ff]:1"),
        (.unix("/run/a.sock"), "unix:/run/a.sock"),
    ])
    func `An address survives the system's form, and reads well`(address: SocketAddress, text: String) {
        #expect(address.description == text)
        var storage = sockaddr_storage()
        address.withSockaddr { pointer, length in
            withUnsafeMutableBytes(of: &storage) {
                $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: Int(length)))
            }
        }
        #expect(SocketAddress(storage) == address)
    }

    @Test func `An IPv4 client of an IPv6 listener is an IPv4 client`() {
        var storage = sockaddr_storage()
        SocketAddress.v6(high: 0, low: 0xffff_0a00_0001, port: 9, scope: 0).withSockaddr { pointer, length in
            withUnsafeMutableBytes(of: &storage) {
                $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: Int(length)))
            }
        }
        #expect(SocketAddress(storage) == .v4(0x0a00_0001, port: 9))
    }

    @Test func `The resolver knows numbers, localhost and every interface`() throws {
        #expect(try Resolver.addresses(host: "127.0.0.1", port: 7) == [.v4(0x7f00_0001, port: 7)])
        #expect(try Resolver.addresses(host: "::1", port: 7) == [.v6(high: 0, low: 1, port: 7, scope: 0)])
        #expect(try Resolver.addresses(host: "localhost", port: 7).contains(.v4(0x7f00_0001, port: 7)))
        #expect(try Resolver.addresses(host: "*", port: 7).contains(.v4(0, port: 7)))
        let failure = #expect(throws: Resolver.Failure.self) {
            _ = try Resolver.addresses(host: "no.such.host.invalid", port: 1)
        }
        #expect(failure?.description.contains("no.such.host.invalid") == true)
    }
}
