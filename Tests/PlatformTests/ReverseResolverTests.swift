import Platform
import Testing

@Suite struct ReverseResolverTests {
    @Test func `Loopback has a name`() {
        let names = ReverseResolver.names(of: [.v4(0x7f00_0001, port: 0)], within: .seconds(10))
        #expect(names.count == 1)
        #expect(names[0]?.isEmpty == false)
    }

    @Test func `Nobody waits longer than allowed`() {
        let many = (0..<200).map { SocketAddress.v4(0xc633_6400 | UInt32($0), port: 0) }
        let start = ContinuousClock.now
        let names = ReverseResolver.names(of: many, within: .milliseconds(50))
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(names.count == 200)
        #expect(ReverseResolver.names(of: [], within: .seconds(1)).isEmpty)
    }
}
