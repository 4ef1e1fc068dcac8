import Testing

@testable import Proxy

@Suite struct FingerprintCacheTests {
    private func wants(_ cache: inout FingerprintCache, _ fingerprint: UInt64, _ second: UInt32) -> Bool {
        cache.wantsText(fingerprint, second: second)
    }

    @Test func `The first twenty texts are wanted, then one a minute`() {
        var cache = FingerprintCache()
        for _ in 0..<20 {
            #expect(wants(&cache, 7, 1_000))
            cache.noteSample(7, second: 1_000)
        }
        #expect(!wants(&cache, 7, 1_000))
        #expect(!wants(&cache, 7, 1_059))
        #expect(wants(&cache, 7, 1_060))
        cache.noteSample(7, second: 1_060)
        #expect(!wants(&cache, 7, 1_061))
        #expect(wants(&cache, 8, 1_061))
    }

    @Test func `A text that was not handed on stays wanted`() {
        var cache = FingerprintCache()
        for _ in 0..<50 { #expect(wants(&cache, 7, 1)) }
    }

    @Test func `The one that was used longest ago falls out`() {
        var cache = FingerprintCache()
        // Nine fingerprints of one set, which has eight ways.
        let fingerprints = (1...9).map { UInt64($0) << 14 }
        for fingerprint in fingerprints.prefix(8) {
            for _ in 0..<20 { cache.noteSample(fingerprint, second: 10) }
        }
        for fingerprint in fingerprints.prefix(8) where fingerprint != fingerprints[3] {
            #expect(!wants(&cache, fingerprint, 20))
        }
        for _ in 0..<20 { cache.noteSample(fingerprints[8], second: 30) }
        for fingerprint in fingerprints {
            #expect(wants(&cache, fingerprint, 31) == (fingerprint == fingerprints[3]))
        }
    }
}
