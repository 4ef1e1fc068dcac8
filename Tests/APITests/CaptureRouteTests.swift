import HTTPServer
import Testing

@testable import API

@Suite struct CaptureRouteTests {
    private func text(_ path: String) throws -> String { try TestSensor().ask("GET", path).text }

    @Test func `Packets are summed, and shown by interface on demand`() throws {
        #expect(
            try text("/api/v1/stats/packets") == """
                {"logged_rcvd":1000,"pcap_rcvd":1003,"pcap_drop":3,"pcap_ifdrop":0,"iface_active":1,"iface_total":2}

                """)
        #expect(try text("/api/v1/stats/packets?debug=1").contains(#""ifaces":{"eth0":{"state":"capturing""#))
        #expect(try !text("/api/v1/stats/packets?debug=0").contains("ifaces"))
        let pretty = try text("/api/v1/stats/packets?debug&pretty")
        #expect(pretty.contains("pcap received: 1003"))
        #expect(pretty.contains("1/2 interfaces active"))
    }

    @Test func `Errors are named, with what came from outside escaped`() throws {
        #expect(
            try text("/api/v1/stats/errors") == #"{"eth0":{"packet \"truncated\"\\\n":5},"eth1":{}}"# + "\n")
        #expect(try text("/api/v1/stats/errors?pretty=1").contains("eth1: no errors"))
    }

    @Test func `Flows in memory are those of one interface`() throws {
        let json = try text("/api/v1/flows/eth0")
        #expect(json.hasPrefix(#"{"eth0":[{"time":"2023-11-14T22:15:00Z","sip":"10.0.0.1","dip":"10.0.0.2""#))
        #expect(try text("/api/v1/flows/eth0?pretty=1").hasPrefix("eth0 (1 flows):\n"))
        let answer = try TestSensor().ask("GET", "/api/v1/flows/eth9")
        #expect(answer.status == 404)
        #expect(answer.text.contains("did you mean eth0?"))
    }

    @Test func `The status has the sensor and each interface`() throws {
        let all = try text("/api/v1/status")
        for part in [
            #""sensor":"test""#, #""name":"shop""#, #""statements":42"#, #""statuses":{"eth0":"#,
            #""eth1":{"state":"down""#,
        ] { #expect(all.contains(part), "\(part)") }
        let one = try text("/status/eth1")
        #expect(one.contains("eth1"))
        #expect(!one.contains("eth0"))
        #expect(try TestSensor().ask("GET", "/api/v1/status/eth7").status == 404)
    }
}
