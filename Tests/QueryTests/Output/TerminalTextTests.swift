import Testing

@testable import Query

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain zoë 象", "plain zoë 象"), ("\u{1b}[2J", "\\u{1b}[2J"), ("a\nb\tc\r", "a\\nb\\tc\\r"), ("\r\n", "\\r\\n"),
        ("\u{7f}\u{9b}31m", "\\u{7f}\\u{9b}31m"), ("ab\u{202e}cd", "ab\\u{202e}cd"), ("\u{0}", "\\u{0}"),
        ("a\u{ad}\u{180e}\u{fff9}", "a\\u{ad}\\u{180e}\\u{fff9}"), ("\u{e0041}", "\\u{e0041}"),
        ("\u{e000}\u{10ffff}", "\\u{e000}\\u{10ffff}"), ("\u{378}", "\\u{378}"), ("🙂 é", "🙂 é"),
    ])
    func controlsAreEscaped(text: String, safe: String) { #expect(TerminalText.escaped(text) == safe) }

    @Test func longTextEndsInAnEllipsis() {
        #expect(TerminalText.singleLine("select 1", width: 8) == "select 1")
        #expect(TerminalText.singleLine("select 10", width: 8) == "select …")
        #expect(TerminalText.singleLine("select\r\n\t  1\n", width: 8) == "select 1")
        #expect(TerminalText.singleLine("\u{1b}[31m", width: 4) == "\\u{…")
    }

    @Test func `What is cut ends in an ellipsis`() {
        #expect(TerminalText.cut("abc", to: 3) == "abc")
        #expect(TerminalText.cut("abcd", to: 3) == "abc…")
        #expect(TerminalText.cut("ééé", to: 3) == "ééé")
        #expect(TerminalText.cut("", to: 0).isEmpty)
    }
}
