import Observations
import Testing

@testable import Import

@Suite struct FieldTests {
    private func address(_ text: String) -> IPAddress? {
        let bytes = Array(text.utf8)
        return AddressField.parse(bytes.span, 0..<bytes.count)
    }

    private func time(_ text: String) -> UInt64? {
        let bytes = Array(text.utf8)
        return TimeField.parse(bytes.span, 0..<bytes.count)
    }

    @Test func `Addresses are read as IPAddress reads them`() {
        let digits = ["", "0", "1", "255", "256", "10", "db8", "ffff", "12345", "g", "1.2.3.4", "01", "+1", "-"]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let separator = Bool.random(using: &random) ? ":" : "."
            let count = Int.random(in: 1...9, using: &random)
            var parts = (0..<count).map { _ in digits[Int.random(in: 0..<digits.count, using: &random)] }
            if Bool.random(using: &random) { parts.removeAll { ["", "g", "12345", "-", "+1"].contains($0) } }
            if Bool.random(using: &random) { parts.insert("", at: Int.random(in: 0...parts.count, using: &random)) }
            let text = parts.joined(separator: separator)
            #expect(address(text) == IPAddress(text), "\(text)")
        }
    }

    @Test(arguments: [
        "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "::ffff:1.2.3.4",
        "64:ff9b::1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4", "fe80::1", "2001:DB8::", "local", "0.0.0.0", "255.255.255.255",
    ])
    func `Each form of an address is read`(text: String) {
        #expect(address(text) != nil)
        #expect(address(text) == IPAddress(text))
    }

    @Test(arguments: [
        "", ":", ":::", "1", "1:", ":1", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1.2.3", "1.2.3.4.5",
        "1.2.3.4 ", "fe80::1%eth0", "1::1.2.3", "1.2.3.4::", "12345::", "locale",
    ])
    func `What is no address is not read`(text: String) {
        #expect(address(text) == nil)
    }

    @Test(arguments: [
        ("0", 0), ("1772047775", 1_772_047_775), ("2026-02-25T19:29:35Z", 1_772_047_775),
        ("2026-02-25t20:29:35.987654321+01:00", 1_772_047_775), ("2026-02-25 14:29:35-05:00", 1_772_047_775),
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T00:00:00Z", 951_782_400), ("1972-12-31T23:59:60Z", 94_694_399),
        ("9999-12-31T23:59:59Z", 253_402_300_799), ("2024-03-01T00:00:00Z", 1_709_251_200),
    ])
    func `Times are read`(text: String, seconds: UInt64) {
        #expect(time(text) == seconds)
    }

    @Test(arguments: [
        "", "-1", "1.5", "now", "1772047775000", "253402300800", "2026-02-25T19:29:35", "2026-02-30T19:29:35Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "1969-12-31T23:59:59Z", "2026-02-25T19:29:35.Z", "2026-02-25T19:29:35+1:00", "2026-02-25T19:29:35+0100",
        "2026-02-25T19:29:35Zx", "2026/02/25 19:29:35Z", "1900-02-29T00:00:00Z", "2026-02-25T19:29:35.5",
    ])
    func `What is no time is not read`(text: String) {
        #expect(time(text) == nil)
    }

    @Test func `Numbers end with 64 bits`() {
        func number(_ text: String) -> UInt64? {
            let bytes = Array(text.utf8)
            return NumberField.decimal(bytes.span, 0..<bytes.count)
        }
        #expect(number("18446744073709551615") == .max)
        #expect(number("18446744073709551616") == nil)
        #expect(number("99999999999999999999") == nil)
        #expect(number("9999999999999999999") == 9_999_999_999_999_999_999)
        #expect(number("00000000000000000001") == 1)
        #expect(number("000000000000000000001") == nil)
        for text in ["", "+1", "1 ", "0x1", "١"] { #expect(number(text) == nil) }
    }

    @Test func `Texts get one code each, also when there are many`() {
        var dictionary = TextDictionary()
        let texts = (0..<5_000).map { "text \($0 % 1_700)" }
        for text in texts {
            let bytes = Array(text.utf8)
            let code = dictionary.code(bytes.span, 0..<bytes.count)
            #expect(code.map { dictionary.texts[Int($0)] } == text)
        }
        #expect(dictionary.texts.count == 1_700)
    }

    @Test func `An excerpt is short and harmless`() {
        #expect(Excerpt.of("a\u{1b}[31m\nb") == "a\\u{1b}[31m\\u{a}b")
        #expect(Excerpt.of(String(repeating: "é", count: 100)).count == 61)
    }
}
