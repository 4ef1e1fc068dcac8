import Observations
import Testing

@testable import Query

@Suite struct NetworkTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3/32", "10.1.2.4", false), ("0.0.0.0/0", "192.0.2.1", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("0.0.0.0/0", "local", false), ("::/0", "2001:db8::1", true), ("::/0", "192.0.2.1", false),
        ("::/0", "local", false), ("local", "local", true), ("2001:db8::/33", "2001:db8:7fff::1", true),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("2001:db8::4/126", "2001:db8::7", true),
        ("2001:db8::4/126", "2001:db8::8", false), ("2001:db8:0:1::/64", "2001:db8:0:1:ffff::", true),
    ])
    func membership(network: String, address: String, isInside: Bool) throws {
        #expect(try #require(Network(network)).contains(try #require(IPAddress(address))) == isInside)
    }

    @Test func `A set has the addresses of all its blocks`() throws {
        let texts = ["10.0.0.1", "192.168.0.0/16", "2001:db8::/32", "::1", "local"]
        let networks = try texts.map { try #require(Network($0)) }
        let set = NetworkSet(networks)
        for text in ["10.0.0.1", "10.0.0.2", "192.168.9.9", "2001:db8::9", "2001:db9::9", "::1", "::2", "local"] {
            let address = try #require(IPAddress(text))
            #expect(set.contains(address) == networks.contains { $0.contains(address) }, "\(text)")
        }
    }
}
