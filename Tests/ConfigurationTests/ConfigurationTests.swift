import Bytes
import Testing

@testable import Configuration

@Suite struct ConfigurationTests {
    /// Every key there is, none at its default where it has another value.
    static let complete = """
        sensor: edge-1
        loops: 2
        store: {path: /srv/k, flush: 2s, retention: {native: 30d, quarterly: 1y, hourly: forever, daily: 10y}}
        proxies:
          - name: shop
            listen: ["127.0.0.1:1337", "unix:/run/shop"]
            upstream: "unix:/var/run/postgresql"
            tls: {certificate: /c.crt, key: /c.key, required: true}
            upstream_tls: verify-full
            capture: parameters
            on: {sql_injection: block, decoy: alert, novel_query: record}
            max_clients: 50
            authentication_timeout: 30s
            connect_timeout: 500ms
            allow_trust: true
        decoys:
          listen: "127.0.0.1:1338"
          advertise: "keddah.internal:1338"
          honeypot: {listen: "*:5432"}
          pots:
            - {table: public.customers, pot: customer, template: customers, rows: 500}
            - {table: public.keys, columns: {id: uuid, value: text}}
        capture: {interfaces: {eth0: {bpf_filter: "not arp and not icmp", buffer_size: 4MB, promiscuous: true}}}
        detection: {rate_window: 30s, spike_z_threshold: 2.5, auth_window: 10s, auth_warning: 3, auth_critical: 6,
                    injection: off, novel_query: no}
        alerts:
          - {driver: webhook, url: "https://hooks.example.org/keddah", format: form, minimum_severity: critical}
          - {driver: syslog}
        dashboard:
          listen: "*:4004"
          tls: {certificate: /c.crt, key: /c.key}
          public: [metrics, greylist]
          keys: [{name: ops, sha256: \(String(repeating: "ab", count: 32)), scope: admin}]
        logging: {level: debug, format: json, destination: syslog, request_logging: true, statements: /var/log/s.jsonl}
        fleet: {clickhouse: "http://ch1:8123", database: audit, user: keddah}
        """

    @Test func `Every key is read`() throws {
        let configuration = try Configuration.parse(Self.complete).configuration
        #expect(configuration.loops == 2)
        #expect(configuration.store.flush == .seconds(2))
        #expect(configuration.store.retention.hourly == .forever)
        let proxy = configuration.proxies[0]
        #expect(proxy.listen == [.tcp(host: "127.0.0.1", port: 1337), .unix(directory: "/run/shop", port: 5432)])
        #expect(proxy.upstream.socketPath == "/var/run/postgresql/.s.PGSQL.5432")
        #expect(proxy.capture == .parameters && proxy.upstreamTLS == .verifyFull && proxy.allowsTrust)
        #expect(proxy.reactions == ["sql_injection": .block, "decoy": .alert, "novel_query": .record])
        #expect(configuration.decoys.pots.map(\.rows) == [500, 100])
        #expect(configuration.capture.interfaces["eth0"]?.bufferSize == 4 << 20)
        #expect(!configuration.detection.injection && configuration.detection.authenticationCritical == 6)
        #expect(configuration.alerts.map(\.driver) == [.webhook, .syslog])
        #expect(configuration.dashboard.publicPaths == [.metrics, .greylist])
        #expect(configuration.logging.destination == .syslog)
        #expect(configuration.fleet.database == "audit")
    }

    @Test func `What is shown reads back as the same`() throws {
        for text in [Self.complete, ""] {
            let configuration = try Configuration.parse(text).configuration
            #expect(try Configuration.parse(configuration.yaml).configuration == configuration)
            var writer = JSONWriter()
            configuration.write(to: &writer)
            #expect(try Configuration.parse(writer.text).configuration == configuration)
        }
    }

    @Test(arguments: [
        (
            "proxies: [{name: a, listen: \"*:1\", upstream: x}, {name: a, listen: \"*:2\", upstream: x}]",
            "k.yaml:1:50: proxies[1]: \"a\" is the name of [0] in line 1"
        ),
        (
            "proxies:\n- {name: a, listen: \"localhost:1\", upstream: x}\n- {name: b, listen: \"*:1\", upstream: x}",
            "k.yaml:3:21: proxies[1].listen: *:1 is taken by proxies[0].listen (localhost:1) in line 2"
        ),
        (
            "proxies: [{name: a, listen: [\"*:1\", \"[::1]:1\"], upstream: x}]",
            "k.yaml:1:37: proxies[0].listen[1]: [::1]:1 is taken by proxies[0].listen[0] (*:1) in line 1"
        ),
        (
            "proxies: [{name: a, listen: \"127.0.0.1:5432\", upstream: localhost}]",
            "k.yaml:1:29: proxies[0]: the upstream localhost:5432 is the proxy itself"
        ),
        (
            "proxies: [{name: a, listen: [], upstream: x}]",
            "k.yaml:1:29: proxies[0]: listen: a proxy has at least one address"
        ),
        (
            "proxies: [{name: a, listen: \"*:1\", upstream: x, on: {decoys: alert}}]",
            "k.yaml:1:54: proxies[0].on.decoys: unknown kind; did you mean decoy?"
        ),
        (
            "detection: {auth_warning: 11}",
            "k.yaml:1:13: detection: auth_warning (11) is more than auth_critical (10)"
        ),
        (
            "alerts: [{driver: webhook}]",
            "k.yaml:1:10: alerts[0]: the key url is missing, which the driver webhook needs"
        ),
        (
            "alerts: [{driver: webhok}]",
            "k.yaml:1:19: alerts[0].driver: \"webhok\" is not one of webhook, bergamot, syslog; did you mean webhook?"
        ),
        ("decoys: {pots: [{table: a}]}", "k.yaml:1:17: decoys.pots[0]: a pot has either a template or columns"),
        (
            "logging: {destination: stdout}",
            "k.yaml:1:24: logging.destination: expected stderr, syslog, or a path with a / in it, "
                + "found the text \"stdout\""
        ),
        (
            "fleet: {clickhouse: \"ch1:8123\"}",
            "k.yaml:1:21: fleet.clickhouse: \"ch1:8123\": a URL begins with http:// or https://"
        ),
    ])
    func `Values that are impossible together are errors`(text: String, line: String) {
        #expect(problems(text) == [line])
    }

    @Test func `The dashboard beyond loopback needs TLS and a key`() {
        #expect(
            problems("dashboard: {listen: \"*:4004\"}") == [
                "k.yaml:1:12: dashboard: *:4004 is beyond loopback: tls is missing",
                "k.yaml:1:12: dashboard: *:4004 is beyond loopback: keys is missing",
            ])
    }

    @Test func `A difference is live or waits for a start`() throws {
        let old = try Configuration.parse(Self.complete).configuration
        #expect(Configuration.changes(from: old, to: old).isEmpty)
        var new = old
        new.store.flush = .seconds(5)
        new.store.path = "/elsewhere"
        new.proxies[0].capture = .fingerprint
        new.proxies[0].upstream = .tcp(host: "db", port: 5432)
        new.proxies.append(.standard)
        new.logging.level = .error
        new.capture.interfaces["eth1"] = InterfaceSettings()
        let changes = Configuration.changes(from: old, to: new)
        #expect(
            changes.live == [
                "store.flush", "proxies.shop.upstream", "proxies.shop.capture", "capture.interfaces.eth1",
                "logging.level",
            ])
        #expect(changes.restart == ["store.path", "proxies.postgresql"])
    }

    @Test func `The order of proxies is no difference`() {
        var other = ProxySettings.standard
        other.name = "other"
        var (old, new) = (Configuration(), Configuration())
        old.proxies = [.standard, other]
        new.proxies = [other, .standard]
        #expect(Configuration.changes(from: old, to: new).isEmpty)
    }

    @Test(arguments: [
        ("https://me:secret@r.example/x", "edge", "use registry_key"), ("http://me@r.example", "edge", "registry_key"),
        ("https://r.example", "..", "probe_identifier"), ("https://r.example", ".", "probe_identifier"),
        ("https://r.example/@x?a@b", "edge.1", ""),
    ])
    func `A registry's URL has no user, and a sensor's name is no part of paths`(
        url: String, name: String, problem: String
    ) {
        let found = problems(
            "dashboard: {service_discovery: {registry: \"\(url)\", endpoint: e, probe_identifier: \"\(name)\"}}")
        #expect(problem.isEmpty ? found.isEmpty : found.contains { $0.contains(problem) })
        #expect(!found.contains { $0.contains("secret") })
    }
}
