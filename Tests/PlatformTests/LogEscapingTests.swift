import Testing

@testable import Platform

@Suite struct LogEscapingTests {
    private func escaped(_ value: [UInt8]) -> String {
        var line: [UInt8] = []
        LogEscaping.append(value: value, to: &line)
        return String(decoding: line, as: UTF8.self)
    }

    @Test(arguments: [
        ("shop", "shop"), ("10.0.0.1:5432", "10.0.0.1:5432"), ("", "\"\""), ("a b", "\"a b\""), ("a=b", "\"a=b\""),
        ("a\"b\\c", "\"a\\\"b\\\\c\""), ("a\nb\r\t", "\"a\\nb\\r\\t\""), ("\u{1b}[31m", "\"\\x1b[31m\""),
        ("\u{0}\u{7f}", "\"\\x00\\x7f\""), ("é日😀", "\"é日😀\""), ("\u{9b}2J", "\"\\u{9b}2J\""),
        ("\u{202e}evil", "\"\\u{202e}evil\""), ("\u{2028}", "\"\\u{2028}\""),
    ])
    func `A value is bare or quoted, and moves no cursor`(value: String, expected: String) {
        #expect(escaped(Array(value.utf8)) == expected)
    }

    @Test(
        arguments: [
            ([0xff], "\"\\xff\""), ([0x61, 0xc3], "\"a\\xc3\""), ([0xc3, 0x28], "\"\\xc3(\""),
            ([0xe2, 0x82, 0x61], "\"\\xe2\\x82a\""), ([0xf0, 0x9f, 0x98], "\"\\xf0\\x9f\\x98\""),
            ([0xed, 0xa0, 0x80], "\"\\xed\\xa0\\x80\""), ([0xc0, 0x80], "\"\\xc0\\x80\""),
        ] as [([UInt8], String)])
    func `What is not UTF-8 is shown byte by byte`(value: [UInt8], expected: String) {
        #expect(escaped(value) == expected)
    }

    @Test func `A long value is cut`() {
        let text = escaped([UInt8](repeating: 0x61, count: 5000))
        #expect(text == "\"\(String(repeating: "a", count: 1024))…\"")
    }

    @Test func `Every pair of bytes comes out printable`() {
        for first in UInt8.min...UInt8.max {
            for second: UInt8 in [0x00, 0x0a, 0x1b, 0x41, 0x80, 0x9b, 0xa0, 0xbf, 0xc2, 0xe2, 0xff] {
                let text = escaped([first, second])
                #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) })
            }
        }
    }
}
