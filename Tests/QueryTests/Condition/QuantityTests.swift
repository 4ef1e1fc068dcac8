import Testing

@testable import Query

@Suite struct QuantityTests {
    @Test(
        arguments: [
            ("0", 0), ("1.5ms", 1500), ("2S", 2_000_000), ("3us", 3), ("3µs", 3), ("1m", 60_000_000),
            ("1min", 60_000_000),
            ("0.5h", 1_800_000_000), ("1d", 86_400_000_000), ("", nil), ("ms", nil), ("-1s", nil), ("1.s", 1_000_000),
            (".5s", nil), ("1 s", nil), ("1fortnight", nil), ("300000000000d", nil), ("1.2.3s", nil),
        ] as [(String, UInt64?)])
    func durations(text: String, expected: UInt64?) { #expect(Quantity.microseconds(text) == expected) }

    @Test func onlyDigitsArePlain() {
        #expect(Quantity.plain("18446744073709551615") == .max)
        for wrong in ["", "+1", "-1", "18446744073709551616", "1_0", "１", "0x1"] {
            #expect(Quantity.plain(wrong[...]) == nil)
        }
    }

    @Test func sizesAndCountsScaleDifferently() {
        #expect(Quantity.bytes("1k") == 1024)
        #expect(Quantity.count("1k") == 1000)
        #expect(Quantity.bytes("1.5MB") == 1_572_864)
        #expect(Quantity.count("1kB") == nil)
    }
}
