import SQLText
import Testing

/// Texts made to hurt: none may trap, recurse, or take more than linear time.
@Suite struct AdversarialTests {
    private func repeated(_ part: String, _ count: Int) -> [UInt8] {
        Array(repeatElement(Array(part.utf8), count: count).joined())
    }

    @Test(arguments: [
        ("(", 100_000), ("[", 50_000), ("in (", 30_000), ("array[", 30_000), ("values (", 20_000), (")", 100_000),
        ("/*", 100_000), ("1+", 100_000), ("-", 100_001), ("+", 100_000), ("*-", 100_000), ("''", 100_000),
        ("$", 100_000), ("$a", 50_000), ("$a$ ", 30_000), ("'a'\n", 50_000), ("case ", 50_000), ("/", 100_000),
        ("E'\\", 50_000), ("U&", 50_000), ("1e+", 50_000), ("0x", 50_000), (".", 100_000), (":", 100_000),
        ("\"\"", 50_000), ("a", 200_000), ("(1),", 50_000), (",", 100_000), ("with ", 50_000),
        ("begin atomic ", 10_000),
    ]) func longRunsEnd(_ example: (String, Int)) {
        for prefix in ["", "select ", "create function f() begin atomic ", "insert into t values "] {
            let bytes = Array(prefix.utf8) + repeated(example.0, example.1 / 4)
            let whole = scan(bytes)
            #expect(scan(bytes, cutAt: Array(stride(from: 7, to: bytes.count, by: 1013))) == whole)
        }
    }

    @Test func aMegabyteTakesLinearTime() {
        let clock = ContinuousClock()
        let small = repeated("1+", 32_000)
        let large = repeated("1+", 512_000)
        let short = clock.measure { _ = scan(small) }
        let long = clock.measure { _ = scan(large) }
        #expect(long < short * 80)
        #expect(scan(large)[0].tokenCount == 1_024_000)
    }

    @Test func randomTokensAreCutAnywhere() {
        let parts = [
            "'", "''", "\"", "$", "$$", "$a$", "\\", "/*", "*/", "--", "\n", "(", ")", "[", "]", ",", ";", "E'", "U&'",
            "U&\"", "in", "values", "array", "select", "1", ".", "e", "+", "-", ":", "=", "<", "é", "a", "prepare",
            "as", " ", "uescape", "null", "begin", "atomic", "case", "end", "create", "function", "password", "\u{0}",
        ].map { Array($0.utf8) }
        var random = SplitMix(state: 42)
        for _ in 0..<600 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1..<40, using: &random) {
                bytes += parts[Int.random(in: 0..<parts.count, using: &random)]
                if Bool.random(using: &random) { bytes.append(0x20) }
            }
            check(bytes, &random)
        }
    }

    @Test func randomBytesAreCutAnywhere() {
        var random = SplitMix(state: 7)
        for _ in 0..<600 {
            let count = Int.random(in: 1..<80, using: &random)
            check((0..<count).map { _ in UInt8.random(in: 1...255, using: &random) }, &random)
        }
    }

    private func check(_ bytes: [UInt8], _ random: inout SplitMix) {
        let encoding = ClientEncoding.allCases[Int.random(in: 0..<ClientEncoding.allCases.count, using: &random)]
        let options = ScannerOptions(
            standardConformingStrings: Bool.random(using: &random), encoding: encoding, shapeKey: 5)
        let whole = scan(bytes, options)
        #expect(scan(bytes, cutAt: Array(0..<bytes.count), options) == whole, "\(bytes) \(encoding)")
        let cut = Int.random(in: 0..<bytes.count, using: &random)
        #expect(scan(bytes, cutAt: [cut], options) == whole, "\(bytes) at \(cut) \(encoding)")
        for statement in whole {
            #expect(0 <= statement.start && statement.start <= statement.end && statement.end <= bytes.count)
            #expect(statement.characterStart <= statement.characterEnd && statement.characterEnd <= statement.end)
        }
        _ = Normalizer.normalize(bytes.span, options, limit: 50)
        _ = SecretRedactor.redact(bytes.span, options)
    }
}

/// A small seeded generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
