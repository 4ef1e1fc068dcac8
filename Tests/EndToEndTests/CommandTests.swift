import Glibc
import TestSupport
import Testing

/// Commands that act on a running sensor.
@Suite struct CommandTests {
    @Test func `tail shows statements as they happen`() throws {
        let sensor = try SensorProcess()
        let client = try sensor.client(application: "tailed")
        let tail = try ChildProcess([Keddah.program, "tail", "-d", sensor.store, "-e", "json"])
        #expect(
            try wait {
                try client.query("select 'a' as seen")
                return tail.output.contains("\n")
            })
        try client.query("select 1/0")
        try client.synced(Frontend.extended("select $1 as bound", ["x"]))
        #expect(wait { tail.output.contains("as bound") })
        let lines = tail.output.split(separator: "\n")
        #expect(lines.contains { $0.contains("\"sqlstate\":\"22012\"") && $0.contains("select 1/0") })
        #expect(
            lines.allSatisfy { $0.contains("\"application\":\"tailed\"") && $0.contains("\"client\":\"127.0.0.1\"") })
        tail.signal(SIGTERM)
        _ = try tail.wait()
        #expect(try client.query("select 1").last?.type == "Z")
    }

    @Test func `The statement log has a line for each statement`() throws {
        let folder = TemporaryFolder()
        let file = folder.path + "/statements.jsonl"
        let sensor = try SensorProcess(folder, more: "logging: {statements: \(file)}")
        let client = try sensor.client()
        for number in 0..<50 { try client.query("select \(number) as logged") }
        #expect(wait { textOfFile(file).split(separator: "\n").count == 50 })
        let lines = textOfFile(file).split(separator: "\n")
        #expect((0..<50).allSatisfy { number in lines.contains { $0.contains("\"select \(number) as logged\"") } })
        #expect(lines.allSatisfy { $0.hasPrefix("{\"time\":\"") && $0.hasSuffix("}") && $0.contains("\"rows\":1,") })
    }

    @Test func `status counts what happened`() throws {
        let sensor = try SensorProcess()
        let client = try sensor.client()
        for _ in 0..<7 { try client.query("select 1") }
        _ = try sensor.query("user")
        let status = try sensor.keddah("status", "-e", "json").output
        #expect(status.contains("\"statements\":7,"))
        #expect(status.contains("\"sessions\":1,\"connections\":1,\"refused\":0"))
        #expect(status.contains("\"trouble\":null"))
        #expect(try sensor.keddah("status").output.contains("Recording      : well"))
    }

    @Test func `A reload changes what can change live and names what cannot`() throws {
        let sensor = try SensorProcess(capture: "fingerprint")
        let changed = SensorProcess.configuration(sensor.folder, sensor.cluster, capture: "text")
        _ = try sensor.folder.write(changed, to: "keddah.yaml")
        let reload = try sensor.keddah("config", "reload")
        #expect(reload.status == 0)
        #expect(reload.output.contains("applied: ") && reload.output.contains("capture"))
        #expect(try sensor.keddah("status", "-e", "json").output.contains("\"capture\":\"text\""))
        let moved = changed.replacing("127.0.0.1:0", with: "127.0.0.1:\(freePort())")
        _ = try sensor.folder.write(moved, to: "keddah.yaml")
        #expect(try sensor.keddah("config", "reload").output.contains("needs a restart: "))
        _ = try sensor.folder.write("nonsense: 1\n", to: "keddah.yaml")
        let refused = try sensor.keddah("config", "reload")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("nonsense"))
        #expect(try sensor.client().query("select 1").last?.type == "Z")
    }

    @Test func `SIGHUP reloads`() throws {
        let sensor = try SensorProcess(capture: "fingerprint")
        _ = try sensor.folder.write(
            SensorProcess.configuration(sensor.folder, sensor.cluster, capture: "text"), to: "keddah.yaml")
        sensor.process.signal(SIGHUP)
        #expect(wait { sensor.process.errors.contains("reloaded") })
        #expect(try sensor.keddah("status", "-e", "json").output.contains("\"capture\":\"text\""))
    }

    @Test func `SIGTERM tells clients and writes everything`() throws {
        let sensor = try SensorProcess()
        let client = try sensor.client()
        for _ in 0..<9 { try client.query("select 1 as last_words") }
        let result = try sensor.stop()
        #expect(result.status == 0)
        let words = try client.untilEnd()
        #expect(words.map(\.type) == ["E"])
        #expect(words.first?.field("C") == "57P01")
        #expect(try sensor.query("verb").rows.first?.counters["calls"] == 9)
        let sessions = try sensor.query("--from", "sessions", "sqlstate").rows
        #expect(sessions.map { $0.attributes["sqlstate"] } == ["57P01"])
        #expect(access(sensor.store + "/control.sock", F_OK) != 0)
    }

    @Test func `config check and show`() throws {
        let folder = TemporaryFolder()
        let file = try folder.write(
            "store: {path: s}\nproxies: [{name: shop, listen: [\"127.0.0.1:0\"], upstream: db:7}]\n", to: "a.yaml")
        let check = try Keddah.run(["config", "check", "--config", file])
        #expect(check.status == 0)
        #expect(check.output.contains("proxy shop: 127.0.0.1:0 → db:7"))
        let show = try Keddah.run(["config", "show", "--config", file])
        #expect(show.status == 0)
        let again = try folder.write(show.output, to: "b.yaml")
        #expect(try Keddah.run(["config", "show", "--config", again]).output == show.output)
        let broken = try folder.write("proxies: {", to: "c.yaml")
        #expect(try Keddah.run(["config", "check", "--config", broken]).status == 78)
    }
}
