import Observations
import Testing

@testable import Query

@Suite struct ValueReaderTests {
    private func predicate(_ text: String) throws -> Predicate {
        guard case .comparison(let comparison) = try Condition(text, schema: .statements) else { return .nothing }
        return comparison.predicate
    }

    @Test func fingerprintsAreSixteenDigits() throws {
        #expect(try predicate("fingerprint = 00000000000000ff") == .range(255...255))
        #expect(try predicate("fp = 0x00000000000000FF") == .range(255...255))
        #expect(throws: ConditionError.self) { try predicate("fingerprint = ff") }
        #expect(throws: ConditionError.self) { try predicate("fingerprint = +0000000000000ff") }
        #expect(throws: ConditionError.self) { try predicate("fingerprint < 00000000000000ff") }
    }

    @Test func statesAreUpperCaseAndFiveCharacters() throws {
        #expect(try predicate("sqlstate = 42p01") == .texts(["42P01"]))
        #expect(try predicate("sqlstate = ''") == .texts([""]))
        #expect(throws: ConditionError.self) { try predicate("sqlstate = 42") }
        #expect(throws: ConditionError.self) { try predicate("sqlstate = 42é01") }
    }

    @Test func verbsStandInAnyCase() throws {
        guard case .texts(let texts) = try predicate("verb = Select") else {
            Issue.record("no texts")
            return
        }
        #expect(texts.isSuperset(of: ["select", "SELECT"]))
    }

    @Test func latenciesAreDurationsRoundedToTheirBucket() throws {
        let bucket = UInt64(LatencyBucket(microseconds: 10_000).number)
        #expect(try predicate("latency >= 10ms") == .range(bucket ... .max))
        #expect(try predicate("latency > 10ms") == .range(bucket + 1 ... .max))
        #expect(try predicate("latency = 0.01s") == .range(bucket...bucket))
        #expect(throws: ConditionError.self) { try predicate("latency > fast") }
    }

    @Test func durationsSizesAndCountsHaveUnits() throws {
        #expect(try predicate("duration > 1.5ms") == .range(1501 ... .max))
        #expect(try predicate("duration <= 2us") == .range(0...2))
        #expect(try predicate("duration <= 2") == .range(0...2))
        #expect(try predicate("bytes_in >= 2k") == .range(2048 ... .max))
        #expect(try predicate("bytes_in >= 1MB") == .range(1_048_576 ... .max))
        #expect(try predicate("rows >= 2k") == .range(2000 ... .max))
        #expect(try predicate("rows < 0") == .nothing)
        #expect(try predicate("rows > 18446744073709551615") == .nothing)
        for wrong in ["rows > 1x", "rows > .", "rows > 1.2.3", "bytes_in > 99999999999T", "duration > 1e9"] {
            #expect(throws: ConditionError.self) { try predicate(wrong) }
        }
    }

    @Test func addressesAreSingleOrNetworks() throws {
        #expect(try predicate("client = ::ffff:10.0.0.1") == .networks([Network(IPAddress(v4: 0x0a00_0001))]))
        let both = try predicate("client in (local, 2001:db8::/32)")
        #expect(both == .networks([Network(.local), try #require(Network("2001:db8::/32"))]))
        for wrong in [
            "client = 10.0.0.0/-1", "client = 10.0.0.0/", "client = ::/129", "client = local/8", "client = x",
        ] {
            #expect(throws: ConditionError.self) { try predicate(wrong) }
        }
    }
}
