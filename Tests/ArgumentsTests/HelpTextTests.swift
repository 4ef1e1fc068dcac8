import Testing

@testable import Arguments

@Suite struct HelpTextTests {
    private func help(_ path: String..., width: Int = 80) -> String {
        var commands = [CommandLineParserTests.root]
        for name in path { commands += commands[commands.count - 1].subcommands.filter { $0.name == name } }
        return HelpText(commands, width: width).text
    }

    @Test func `A command's help says all that its table says`() {
        #expect(
            help("query") == """
                Asks the store.

                Usage: keddah query COLUMNS [FILE…] [options]

                Arguments:
                  COLUMNS  What to group by.
                  [FILE…]  More files.

                Options:
                  -n, --limit, --rows N  At most N rows. (default: 1000)
                  -f, --first TIME       From when.
                  -c, --condition COND   Which rows.
                  -i, --interface NAME   Whose flows. May be repeated.
                  -e, --output FORMAT    How rows are printed. One of text, json, csv. (default:
                                         text)
                  -a, --ascending        Smallest first.
                  -v, --verbose          More.
                  -d, --store DIR        The store.
                  -h, --help             This text.

                Example:
                  keddah query time

                """)
    }

    @Test func `A group's help lists its commands`() {
        #expect(help("config").contains("Usage: keddah config COMMAND [options]\n\nCommands:\n  check  Checks.\n"))
    }

    @Test(arguments: [50, 60, 80, 200])
    func `Lines fit the terminal`(width: Int) {
        let long = Command(
            "long", "A summary of a good many words, which does not fit into any narrow terminal at all.",
            discussion: "One paragraph of some words that go on and on.\n\nAnother one, which goes on and on as well.",
            parameters: [
                Option<String?>(
                    "a-name-that-is-longer-than-most", value: "VALUE", "Help of more words than one line has.")
            ], example: "long", body: { _ in .success })
        let lines = HelpText([long], width: width).text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines.count > 8)
    }
}
