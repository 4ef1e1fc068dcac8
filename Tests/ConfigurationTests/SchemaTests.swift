import Testing

@testable import Configuration

@Suite struct SchemaTests {
    @Test func `An unknown key names the nearest`() {
        #expect(problems("store:\n  flsh: 1s\n") == ["k.yaml:2:3: store.flsh: unknown key; did you mean flush?"])
        #expect(problems("proxy: []\n") == ["k.yaml:1:1: proxy: unknown key; did you mean proxies?"])
    }

    @Test func `An unknown key that is near nothing gets the list`() {
        let line = problems("store: {quality: 1}\n")
        #expect(line == ["k.yaml:1:9: store.quality: unknown key; the keys here are path, flush, retention"])
    }

    @Test func `Every error of a file is reported, in its order`() {
        let found = problems(
            """
            store: {flush: fast, retention: {native: 12h}}
            proxies:
              - name: a
                listen: 127.0.0.1
                upstream: "localhost:99999"
              - {listen: ["*:1"], upstream: db}
            loging: {level: info}
            logging: {level: loud, format: 3, request_logging: "yes"}
            """)
        #expect(
            found == [
                "k.yaml:1:16: store.flush: \"fast\" is not a duration such as 500ms, 10s, 5m, 1h, 7d, 2w, 1y",
                "k.yaml:1:42: store.retention.native: 12h is less than 1d, the least there is",
                "k.yaml:4:13: proxies[0].listen: \"127.0.0.1\" lacks the port; did you mean 127.0.0.1:1337?",
                "k.yaml:5:15: proxies[0].upstream: \"99999\" is not a port, a number from 1 to 65535",
                "k.yaml:6:5: proxies[1]: the key name is missing",
                "k.yaml:7:1: loging: unknown key; did you mean logging?",
                "k.yaml:8:18: logging.level: \"loud\" is not one of debug, info, warning, error",
                "k.yaml:8:32: logging.format: \"3\" is not one of text, json",
                "k.yaml:8:52: logging.request_logging: expected true or false, found the text \"yes\"",
            ])
    }

    @Test func `A key given twice is an error`() {
        #expect(
            problems("loops: 1\nloops: 2\n") == ["k.yaml:2:1: loops: given twice, the first time in line 1"])
        #expect(
            problems("capture: {interfaces: {eth0: {}, eth0: {}}}") == [
                "k.yaml:1:34: capture.interfaces.eth0: given twice"
            ])
    }

    @Test(arguments: [
        ("store: 5", "k.yaml:1:8: store: expected a section, found the number 5"),
        ("store: []", "k.yaml:1:8: store: expected a section, found a list"),
        ("proxies: {a: 1}", "k.yaml:1:10: proxies: expected a list of sections, found a section"),
        ("loops: many", "k.yaml:1:8: loops: expected a whole number, found the text \"many\""),
        ("loops: 0", "k.yaml:1:8: loops: 0 is not between 1 and 64"),
        ("loops: \"2\"", "k.yaml:1:8: loops: expected a whole number, found the text \"2\""),
        ("sensor: [a]", "k.yaml:1:9: sensor: expected name, found a list"),
        ("sensor: null", "k.yaml:1:9: sensor: expected name, found nothing"),
        ("sensor: a b", "k.yaml:1:9: sensor: \"a b\": a name has 1 to 63 letters, digits, '.', '_' and '-'"),
        (
            "detection: {spike_z_threshold: nan}",
            "k.yaml:1:32: detection.spike_z_threshold: expected a number, found the number nan"
        ),
        ("- a", "k.yaml:1:1: expected a section, found a list"),
        ("a: [", "k.yaml:2:1: did not find expected node content, while parsing a flow node"),
    ])
    func `A wrong type or value says what it should be`(text: String, line: String) {
        #expect(problems(text) == [line])
    }

    @Test func `An empty section has every default`() throws {
        let loaded = try Configuration.parse("store:\nlogging: ~\nalerts:\n")
        #expect(loaded.configuration == Configuration())
    }
}
