import Observations
import Testing

@testable import Query

@Suite struct LatencyHistogramTests {
    private func shown(_ bucket: UInt8) -> UInt64 { UInt64(LatencyBucket(number: bucket).representative.rounded()) }

    @Test func thePercentileIsTheNearestRank() {
        var histogram = LatencyHistogram()
        #expect(histogram.percentile(99) == 0)
        histogram.add(bucket: 10, 50)
        histogram.add(bucket: 20, 45)
        histogram.add(bucket: 30, 5)
        #expect(histogram.percentile(50) == shown(10))
        #expect(histogram.percentile(51) == shown(20))
        #expect(histogram.percentile(95) == shown(20))
        #expect(histogram.percentile(96) == shown(30))
        #expect(histogram.percentile(100) == shown(30))
    }

    @Test func bucketsBeyondTheLastAreTheLast() {
        var histogram = LatencyHistogram()
        histogram.add(bucket: 255, 1)
        #expect(histogram.percentile(50) == shown(LatencyBucket.highest))
    }

    @Test func histogramsAdd() {
        var (one, other) = (LatencyHistogram(), LatencyHistogram())
        one.add(bucket: 1, 1)
        other.add(bucket: 40, 9)
        one.add(other)
        #expect(one.percentile(10) == shown(1))
        #expect(one.percentile(11) == shown(40))
        one.removeAll()
        #expect(one.percentile(50) == 0)
    }
}
