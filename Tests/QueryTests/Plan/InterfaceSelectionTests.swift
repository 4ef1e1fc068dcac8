import Testing

@testable import Query

@Suite struct InterfaceSelectionTests {
    private let known = ["eth0", "eth1", "lo", "wlan0"]

    private func names(_ text: String, known: [String]? = nil) throws -> [String] {
        try InterfaceSelection(text).names(among: known ?? self.known) { () throws(QueryError) in
            known ?? self.known
        }
    }

    @Test(arguments: [
        ("eth0", ["eth0"]), ("eth1,eth0", ["eth0", "eth1"]), (" lo , eth0 ", ["eth0", "lo"]),
        ("any", ["eth0", "eth1", "lo", "wlan0"]), ("ANY", ["eth0", "eth1", "lo", "wlan0"]),
        ("!eth0", ["eth1", "lo", "wlan0"]), ("any,!lo", ["eth0", "eth1", "wlan0"]),
        ("!eth0,!eth1", ["lo", "wlan0"]), ("/eth.*/", ["eth0", "eth1"]), ("/^(lo|wlan[0-9])$/", ["lo", "wlan0"]),
        ("!/eth/", ["lo", "wlan0"]), ("/0$/,!wlan0", ["eth0"]), ("lo,/eth[1-9]/", ["eth1", "lo"]),
        ("/e[a-z]{1,2}h0/", ["eth0"]), ("/nothing/", []),
        ("/^eth\\d$/", ["eth0", "eth1"]), ("/(?:e|w).*0/", ["eth0", "wlan0"]), ("eth0,!eth0", []),
    ])
    func lists(text: String, expected: [String]) throws {
        #expect(try names(text) == expected)
    }

    @Test(arguments: [
        ("", "an interface's name is missing"), ("eth0,,lo", "an interface's name is missing"),
        ("!", "an interface's name is missing"), ("!any", "leaves no interface"), ("/eth", "no closing slash"),
        ("//", "no closing slash"), ("/(/", "no regular expression"),
        ("/[/", "no regular expression"), ("/(e)\\1/", "too large"), ("/((a{19}){9}){9}/", "too large"),
        ("/a{1000}/", "too large"), ("/a++++++++++++++++++++/", "too large"),
        ("/(((((((((((a+)+)+)+)+)+)+)+)+)+)+)/", "too large"),
        ("eth9", "the store has no flows of the interface 'eth9': there are eth0,eth1,lo,wlan0"),
        ("eth0,!eth9", "the store has no flows of the interface 'eth9'"),
    ])
    func mistakes(text: String, message: String) {
        #expect {
            try names(text)
        } throws: { error in
            (error as? QueryError)?.message.contains(message) == true
        }
    }

    @Test func `A store without flows has no wrong names`() throws {
        #expect(try names("eth0", known: []).isEmpty)
    }

    @Test func `Where not all interfaces are known, none is wrong`() throws {
        #expect(try InterfaceSelection("eth9,lo").names(among: known) { nil } == ["lo"])
    }

    @Test func `No expression makes it trap`() {
        var random = SeededGenerator(seed: 11)
        let pieces = [
            "e", "0", "[", "]", "(", ")", "(?", "{", "}", "{1,2}", "*", "+", "?", "|", "^", "$", "\\", "\\d", "[^",
            "[[:alpha:]]", "é", "\u{301}", ".",
        ]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in pieces.randomElement(using: &random)! }
            _ = try? names("/\(text.joined())/")
        }
        #expect(throws: QueryError.self) { try names("/\(String(repeating: "(", count: 300))/") }
    }

    @Test func `Long lists are cut`() {
        let names = (0..<100).map { "eth\($0)" }
        #expect(InterfaceSelection.list(names, width: 20) == "eth0,eth1,eth2,eth3 and 96 more")
        #expect(InterfaceSelection.list(["a\u{1b}"], width: 1) == "a\\u{1b}")
        #expect(InterfaceSelection.list([], width: 1).isEmpty)
    }
}
