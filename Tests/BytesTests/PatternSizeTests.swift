import Bytes
import Testing

@Suite struct PatternSizeTests {
    @Test(arguments: [
        ("eth0", 5), ("eth[0-9]", 5), ("[]a]b", 3), ("[^]a]b", 3), ("[[:alpha:]+]b", 3), ("\\+a", 3), ("a|b", 4),
        ("(ab)c", 5), ("ab+", 4), ("a{3}", 5), ("a{2,9}", 11), ("(a{9}){9}", 111),
    ])
    func `Repetitions are written out`(expression: String, size: Int) {
        #expect(PatternSize.of(expression) == size)
    }

    @Test(arguments: [
        "a" + String(repeating: "+", count: 20), "a" + String(repeating: "*+", count: 10), "((a{99}){99}){99}",
        "(((((((((((a+)+)+)+)+)+)+)+)+)+)+)", "(\(String(repeating: "a", count: 200)){99}){99}",
        "a{99999999999999999999999}", "a{1,99999}", "a{,99999}",
        String(repeating: "(", count: 100) + "a" + String(repeating: ")+", count: 100),
        "a" + String(repeating: "+", count: 10_000),
    ])
    func `What multiplies is large`(expression: String) {
        #expect(PatternSize.of(expression) > 1500)
    }

    @Test(arguments: ["", "(", ")", "[", "[[:", "[[:alpha:", "{", "a{", "\\", "+", "a)+", "|", "[^"])
    func `What is no expression has a size too`(expression: String) {
        #expect((1...10).contains(PatternSize.of(expression)))
    }
}
