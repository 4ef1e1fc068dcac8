import Observations
import Testing

@testable import Query

@Suite struct HumanNumberTests {
    @Test(
        arguments: [
            (0, "0.00  "), (813, "813.00  "), (999, "999.00  "), (1000, "1.00 k"), (308_750, "308.75 k"),
            (999_994, "999.99 k"), (999_999, "1.00 M"), (1_320_000, "1.32 M"), (.max, "18.45 E"),
        ] as [(UInt64, String)])
    func counts(number: UInt64, text: String) { #expect(HumanNumber.count(number) == text) }

    @Test(
        arguments: [
            (0, "0.00  B"), (1023, "1023.00  B"), (1024, "1.00 kB"), (278_507, "271.98 kB"), (1_048_575, "1.00 MB"),
            (844_660_000, "805.53 MB"), (.max, "16.00 EB"),
        ] as [(UInt64, String)])
    func sizes(number: UInt64, text: String) { #expect(HumanNumber.figure(number, .bytes) == text) }

    @Test(
        arguments: [
            (0, "0.00 us"), (999, "999.00 us"), (1000, "1.00 ms"), (12_345, "12.35 ms"), (1_500_000, "1.50  s"),
            (90_000_000, "1.50  m"), (5_400_000_000, "1.50  h"), (129_600_000_000, "1.50  d"),
        ] as [(UInt64, String)])
    func durations(number: UInt64, text: String) { #expect(HumanNumber.duration(number) == text) }

    @Test func shortDurations() {
        #expect(HumanNumber.shortDuration(812) == "812us")
        #expect(HumanNumber.shortDuration(17_400) == "17ms")
        #expect(HumanNumber.shortDuration(12_345_678) == "12.35s")
    }

    @Test func shares() {
        #expect(HumanNumber.share(1, of: 3) == "33.33")
        #expect(HumanNumber.share(0, of: 0) == "0.00")
        #expect(HumanNumber.share(7, of: 7) == "100.00")
        #expect(HumanNumber.share(.max, of: 1) == "100.00")
    }
}
