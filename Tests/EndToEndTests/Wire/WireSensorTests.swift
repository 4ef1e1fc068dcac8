import Glibc
import Platform
import TestSupport
import Testing

/// What of the protocol shows only on a sensor as a whole: its log, its memory, its files.
@Suite struct WireSensorTests {
    @Test("wire 7: health checks leave no line in the log")
    func wire7SilentLog() throws {
        let sensor = try SensorProcess(more: "logging: {level: debug}")
        _ = try sensor.client().query("select 1")
        let before = sensor.process.errors
        for isReset in [false, true, false] {
            let check = try RawClient(sensor.address)
            if isReset { check.resetOnClose() }
        }
        // Whoever comes later is served later.
        #expect(try sensor.client().query("select 1").last?.type == "Z")
        let written = sensor.process.errors.dropFirst(before.count)
        #expect(written.split(separator: "\n").isEmpty, "\(written)")
        #expect(try sensor.stop().status == 0)
    }

    @Test("wire 17: a password stands in no log and no file, be it right or wrong")
    func wire17Passwords() throws {
        let marker = "secret"
        let sensor = try SensorProcess(capture: "parameters", more: "logging: {level: debug}")
        for user in ["password", "md5", "scram"] {
            for (password, status) in [(marker, 0), (marker + "2", 2)] as [(String, Int32)] {
                let result = try ChildProcess.run(
                    [
                        "psql", "-X", "-h", "127.0.0.1", "-p", "\(sensor.port)", "-U", user, "-d", "postgres", "-c",
                        "select 1",
                    ], environment: ["PGPASSWORD": password])
                #expect(result.status == status)
            }
        }
        let result = try sensor.stop()
        #expect(result.status == 0)
        #expect(!result.errors.contains(marker))
        #expect(try ChildProcess.run(["grep", "-rqaF", marker, sensor.store]).status == 1)
        #expect(try ChildProcess.run(["grep", "-rqaF", "scram-sha-256", sensor.store]).status == 0)
    }

    /// The most memory that a process ever had, in bytes.
    private func peak(_ process: ChildProcess) -> Int {
        let lines = textOfFile("/proc/\(process.processID)/status").split(separator: "\n")
        let line = lines.first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }

    @Test("wire 29: a Bind and a DataRow of 256 MB take no memory")
    func wire29ConstantMemory() throws {
        let sensor = try SensorProcess(capture: "parameters")
        let client = try sensor.client()
        try client.synced(Frontend.extended("select $1::text as large", ["x"]))
        let before = peak(sensor.process)
        #expect(before > 1 << 20)
        let (size, chunk) = (256 << 20, [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20))
        try client.send(Frontend.parse("select $1::text as large"))
        let head = [0, 0, 0, 0, 0, 1] + Frontend.number(UInt32(size))
        try client.send([UInt8(ascii: "B")] + Frontend.number(UInt32(4 + head.count + size + 2)) + head)
        for _ in 0..<size / chunk.count { try client.send(chunk) }
        try client.send([0, 0] + Frontend.execute() + Frontend.sync)
        #expect(try client.until("2").last?.type == "2")
        #expect(try client.bytes(11).suffix(4) == Frontend.number(UInt32(size))[...])
        for _ in 0..<size / chunk.count { #expect(try client.bytes(chunk.count).count == chunk.count) }
        #expect(try client.untilReady().last?.type == "Z")
        #expect(peak(sensor.process) - before < 16 << 20)
        #expect(try sensor.stop().status == 0)
    }

    @Test("wire 50: clients that do not read their results hold no memory")
    func wire50BoundedMemory() throws {
        let sensor = try SensorProcess()
        let other = try sensor.client()
        try other.query("select 1")
        let before = peak(sensor.process)
        let slow = try (0..<4).map { _ in try sensor.client() }
        for client in slow {
            try client.send(Frontend.query("select repeat('x', 1000000) from generate_series(1, 100)"))
            _ = try client.until("T")
        }
        for _ in 0..<200 { #expect(try other.query("select 1").last?.type == "Z") }
        #expect(peak(sensor.process) - before < 16 << 20)
        for client in slow {
            var bytes = 0
            while let message = try client.next(), message.type != "Z" { bytes += message.body.count }
            #expect(bytes > 100_000_000)
        }
        #expect(peak(sensor.process) - before < 16 << 20)
        #expect(try sensor.stop().status == 0)
    }

    @Test("wire 53: without descriptors clients are refused, accepting pauses and sessions go on")
    func wire53NoDescriptors() throws {
        let sensor = try SensorProcess(launcher: ["/bin/sh", "-c", #"ulimit -n 112; exec "$@""#, "sh"])
        let first = try sensor.client()
        // Some find no room and are told so.
        var clients = try (0..<40).map { _ in try RawClient(sensor.address) }
        for client in clients { try client.send(Frontend.startup([("user", "postgres"), ("database", "postgres")])) }
        let states = try clients.map { try $0.untilReady().first { $0.type == "E" }?.field("C") }
        #expect(states.contains(nil) && states.contains("53300"))
        // Those that say nothing wait in the kernel's queue when even telling them would take too many descriptors.
        clients += try (0..<60).map { _ in try RawClient(sensor.address) }
        #expect(wait { sensor.process.errors.contains("accepting pauses") })
        for _ in 0..<20 { #expect(try first.query("select 1").last?.type == "Z") }
        clients = []
        #expect(wait { (try? sensor.client().query("select 1").last?.type) == "Z" })
        #expect(try first.query("select 1").last?.type == "Z")
        #expect(sensor.process.errors.split(separator: "accepting pauses").count < 4)
        #expect(try sensor.stop().status == 0)
    }

    @Test("wire 54: passwords in SQL are kept at no level", arguments: ["fingerprint", "text", "parameters"])
    func wire54Passwords(capture: String) throws {
        let marker = "q7xMarker"
        let folder = TemporaryFolder()
        let sensor = try SensorProcess(
            folder, capture: capture, more: "logging: {statements: \(folder.path)/store/statements.log}")
        let client = try sensor.client()
        for text in [
            "create role keeper_\(capture) password '\(marker)'", "alter role keeper_\(capture) password '\(marker)'",
            "ALTER USER keeper_\(capture) WITH ENCRYPTED PASSWORD $$\(marker)$$", "drop role keeper_\(capture)",
            "create role broken password '\(marker)", "create user broken in group nobody password '\(marker)'",
            "create user mapping for current_user server s options (user 'u', password '\(marker)')",
            "select dblink_connect('host=h password=\(marker)')",
            "create subscription s connection 'host=h password=\(marker)' publication p",
            "alter subscription s connection 'postgresql://u:\(marker)@h/d'",
        ] {
            try client.query(text)
        }
        try client.synced(Frontend.extended("create role other_\(capture) password '\(marker)'"))
        try client.synced(Frontend.extended("drop role other_\(capture)"))
        #expect(wait { textOfFile("\(folder.path)/store/statements.log").contains("other_") })
        #expect(try sensor.stop().status == 0)
        #expect(try ChildProcess.run(["grep", "-rqaiF", marker, sensor.store]).status == 1)
        #expect(try ChildProcess.run(["grep", "-rqaiF", "role", sensor.store]).status == 0)
        #expect(!sensor.process.errors.contains(marker))
    }

    @Test("wire 56: a statement of more than 1 MB is logged with its beginning, its length and a hash")
    func wire56LongStatements() throws {
        let folder = TemporaryFolder()
        let log = folder.path + "/statements.log"
        let sensor = try SensorProcess(folder, more: "logging: {statements: \(log)}")
        let text = "select length('\(String(repeating: "x", count: 2 << 20))') as huge"
        #expect(try sensor.client().query(text).last?.type == "Z")
        let ending = "[\(text.utf8.count) bytes in all, hash of the first 65536: "
        #expect(wait { textOfFile(log).contains(ending) })
        #expect(textOfFile(log).utf8.count < 70_000)
        let answer = try sensor.query("-c", "application = raw", "fingerprint,calls,bytes_in")
        let row = answer.rows.first { $0.attributes["sql"]?.contains("length") == true }
        #expect(row?.counters["calls"] == 1)
        #expect(row?.counters["bytes_in"] ?? 0 > 2_000_000)
        #expect(try sensor.stop().status == 0)
    }
}
