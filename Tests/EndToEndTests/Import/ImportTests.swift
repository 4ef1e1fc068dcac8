import Glibc
import TestSupport
import Testing

/// `keddah import csv` as users run it.
@Suite struct ImportTests {
    /// Rows of many days, so that many units are written; each has 1 byte received.
    private static let rows = 40_000

    private static func text(days: Int) -> String {
        var text = "ts,sip,dip,dport,proto,bytes_in,bytes_out,pkts_in,pkts_out\n"
        for row in 0..<rows {
            text +=
                "\(1_600_000_000 + row * days / rows * 86_400),10.0.\(row / 256 % 256).\(row % 256),::1,443,6,1,2,1,1\n"
        }
        return text
    }

    private func bytes(_ store: String) throws -> Double? {
        try Keddah.query(store, ["--from", "flows", "-f", "0", "iface,bytes_rcvd"]).rows.first?.counters["bytes_rcvd"]
    }

    @Test func `An import that is killed goes on and has each row once`() throws {
        let folder = TemporaryFolder()
        let file = try folder.write(Self.text(days: 60), to: "flows.csv")
        let store = folder.path + "/store"
        let command = [Keddah.program, "import", "csv", file, "-i", "eth0", "-d", store]
        var kills = 0
        for wanted in [1, 10, 25] {
            let process = try ChildProcess(command)
            wait(seconds: 30) { !process.isRunning || days(store) >= wanted }
            if process.isRunning { kills += 1 }
            process.signal(SIGKILL)
            _ = try process.wait()
        }
        #expect(kills > 0)
        let result = try ChildProcess.run(command)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try bytes(store) == Double(Self.rows))
        let again = try ChildProcess.run(command)
        #expect(again.status == 1)
        #expect(again.errors.contains("was imported already"))
    }

    private func days(_ store: String) -> Int {
        guard let directory = opendir(store + "/flows") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return count - 3
    }

    @Test func `Ctrl-C ends an import at a place from which it goes on`() throws {
        let folder = TemporaryFolder()
        let file = try folder.write(Self.text(days: 40), to: "flows.csv")
        let store = folder.path + "/store"
        let command = [Keddah.program, "import", "csv", file, "-i", "eth0", "-d", store]
        let process = try ChildProcess(command)
        wait(seconds: 30) { !process.isRunning || days(store) >= 1 }
        process.signal(SIGINT)
        let result = try process.wait()
        #expect(result.status == 130 || result.status == 0)
        #expect(result.status == 0 || result.errors.contains("interrupted after line"))
        #expect(try ChildProcess.run(command).status == (result.status == 0 ? 1 : 0))
        #expect(try bytes(store) == Double(Self.rows))
    }

    @Test func `Standard input is read, and what a query prints comes back`() throws {
        let folder = TemporaryFolder()
        let (first, second) = (folder.path + "/a", folder.path + "/b")
        let text = Self.text(days: 1)
        let result = try ChildProcess.run(
            [Keddah.program, "import", "csv", "-", "-i", "eth0", "-d", first, "-n", "500"], input: text)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("500 rows imported into flows"))
        let csv = try Keddah.run(["query", "-d", first, "--from", "flows", "-f", "0", "-n", "9999", "-e", "csv", "raw"])
        let copy = try ChildProcess.run([Keddah.program, "import", "csv", "-", "-d", second], input: csv.output)
        #expect(copy.status == 0, "\(copy.errors)")
        let again = try Keddah.run([
            "query", "-d", second, "--from", "flows", "-f", "0", "-n", "9999", "-e", "csv", "raw",
        ])
        #expect(again.output == csv.output)
        #expect(csv.output.split(separator: "\n").count == 501)
    }

    @Test func `A sensor that runs on the store is said`() throws {
        let sensor = try SensorProcess()
        let folder = TemporaryFolder()
        let file = try folder.write("time,bytes_rcvd\n1700000000,1\n", to: "a.csv")
        let result = try Keddah.run(["import", "csv", file, "-i", "eth0", "-d", sensor.store])
        #expect(result.status == 1)
        #expect(result.errors.contains("stop the sensor"))
    }

    @Test func `Mistakes on the command line are said`() throws {
        #expect(try Keddah.run(["import"]).status == 64)
        let table = try Keddah.run(["import", "csv", "x", "--table", "flow"])
        #expect(table.status == 64)
        #expect(table.errors.contains("did you mean flows?"))
        let folder = TemporaryFolder()
        let missing = try Keddah.run(["import", "csv", folder.path + "/no", "-i", "a", "-d", folder.path + "/s"])
        #expect(missing.status == 1)
        #expect(missing.errors.contains("No such file"))
        #expect(access(folder.path + "/s", F_OK) != 0)
    }
}
