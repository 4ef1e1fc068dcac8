import Glibc
import Observations
import Platform
import TestSupport
import Testing

@testable import Proxy

/// What passes through, and how sessions end.
@Suite struct RelayTests {
    @Test func `A client that left while its statement runs costs no processor time`() throws {
        let proxy = try RunningProxy()
        for address in [proxy.unix, proxy.v4] {
            _ = try {
                let client = try RawClient(address, user: "postgres", application: "left")
                try client.send(Frontend.query("select pg_sleep(60)"))
                #expect(wait { proxy.sessions == 1 })
            }()
            let before = proxy.processorTime
            wait(seconds: 0.5) { false }
            let share = Double(proxy.processorTime - before) / 500_000_000
            #expect(share < 0.3, "\(share) of a processor at \(address)")
            try proxy.cluster.sql(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'left'")
            #expect(wait { proxy.sessions == 0 })
        }
    }

    @Test func `A Sync storm behind a COPY stops no other session`() throws {
        let proxy = try RunningProxy()
        let client = try proxy.client()
        try client.query("create temp table storm (a int)")
        try client.send(
            Frontend.extended("copy storm from stdin") + Array((0..<60_000).map { _ in Frontend.sync }.joined()))
        _ = try client.until("G")
        let other = try proxy.client()
        #expect(try other.query("select 1").types == "TDCZ")
        try client.send(Frontend.copyDone + Frontend.sync)
        #expect(try client.untilReady().types == "CZ")
        try client.query("select 1 as calm")
        #expect(proxy.observed(openSessions: 2).calls("select 1 as calm") == 1)
    }
}
