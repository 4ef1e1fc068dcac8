import HTTPServer
import Testing

@testable import API

@Suite struct MetricsTests {
    /// Reads Prometheus' text format, strictly: every sample belongs to a metric that was announced before.
    private struct Reader {
        var types: [String: String] = [:]
        var samples: [String: Double] = [:]
        var problems: [String] = []

        init(_ text: String) {
            if !text.hasSuffix("\n") { problems.append("the last line has no end") }
            var helped: Set<String> = []
            for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
                let words = line.split(separator: " ", maxSplits: 3)
                if line.hasPrefix("# HELP ") {
                    if !helped.insert(String(words[2])).inserted { problems.append("twice: \(line)") }
                } else if line.hasPrefix("# TYPE ") {
                    if !["counter", "gauge"].contains(words[3]) { problems.append(String(line)) }
                    types[String(words[2])] = String(words[3])
                } else {
                    readSample(line)
                }
            }
            if helped != Set(types.keys) { problems.append("HELP and TYPE do not go together") }
        }

        private mutating func readSample(_ line: Substring) {
            let name = line.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            var rest = line[name.endIndex...]
            if types[String(name)] == nil { problems.append("no TYPE: \(line)") }
            if types[String(name)] == "counter", !name.hasSuffix("_total") { problems.append("no _total: \(line)") }
            if rest.first == "{" {
                guard let end = labelsEnd(rest) else { return problems.append("labels: \(line)") }
                rest = rest[end...]
            }
            guard rest.first == " ", let value = Double(rest.dropFirst()) else {
                return problems.append("value: \(line)")
            }
            if samples.updateValue(value, forKey: String(line[..<rest.startIndex])) != nil {
                problems.append("twice: \(line)")
            }
        }

        /// Behind the closing brace of `{name="value",…}`.
        private func labelsEnd(_ text: Substring) -> Substring.Index? {
            var rest = text.dropFirst()
            while true {
                let name = rest.prefix { $0.isLetter || $0 == "_" }
                rest = rest[name.endIndex...]
                guard !name.isEmpty, rest.hasPrefix("=\"") else { return nil }
                rest = rest.dropFirst(2)
                while let character = rest.first, character != "\"" {
                    rest = rest.dropFirst()
                    guard character == "\\" else { continue }
                    guard let escaped = rest.popFirst(), "\\\"n".contains(escaped) else { return nil }
                }
                rest = rest.dropFirst()
                if rest.first == "}" { return rest.index(after: rest.startIndex) }
                guard rest.popFirst() == "," else { return nil }
            }
        }
    }

    @Test func `The metrics are what Prometheus reads`() throws {
        let sensor = try TestSensor()
        _ = sensor.ask("GET", "/nothing")
        let response = sensor.ask("GET", "/metrics")
        #expect(response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let read = Reader(response.text)
        #expect(read.problems.isEmpty)
        #expect(read.samples[#"keddah_proxy_sessions{proxy="shop"}"#] == 7)
        #expect(read.samples["keddah_statements_total"] == 42)
        #expect(read.samples[#"keddah_lost_total{kind="texts"}"#] == 3)
        #expect(read.samples[#"keddah_capture_packets_dropped_total{iface="eth0"}"#] == 3)
        #expect(read.samples["keddah_capture_interfaces_capturing"] == 1)
        #expect(read.samples[#"keddah_http_requests_total{code="404"}"#] == 1)
        #expect(read.samples[#"keddah_loop_busy_ratio{loop="0"}"#] == 0.25)
        let odd = #"keddah_capture_capture_issues_total{iface="eth0",issue="packet \"truncated\"\\\n"}"#
        #expect(read.samples[odd] == 5)
        #expect(read.samples["process_resident_memory_bytes"] ?? 0 > 1_000_000)
    }

    @Test func `The reader finds what is wrong`() {
        #expect(!Reader("a 1\n").problems.isEmpty)
        #expect(!Reader("# HELP a b\n# TYPE a gauge\na{x=\"\\q\"} 1\n").problems.isEmpty)
        #expect(!Reader("# HELP a b\n# TYPE a gauge\na 1\na 1\n").problems.isEmpty)
    }
}
