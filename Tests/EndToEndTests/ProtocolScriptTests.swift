import Glibc
import TestSupport
import Testing

/// The scripts of Tests/pgproto: messages in orders that no driver sends, by a program that writes each field of a
/// message on its own. What it prints must be the same without and with the sensor in between.
@Suite struct ProtocolScriptTests {
    private static let folder: String = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/Tests/pgproto"
    }()

    private static func scripts() throws -> [String] {
        let listed = try ChildProcess.run(["/bin/ls", folder])
        return listed.output.split(separator: "\n").map(String.init).filter { $0.hasSuffix(".data") }
    }

    private func start(_ script: String, host: String, port: UInt16) throws -> ChildProcess {
        try ChildProcess([
            "pgproto", "-h", host, "-p", "\(port)", "-u", "postgres", "-d", "postgres", "-f",
            "\(Self.folder)/\(script)",
        ])
    }

    /// What a run printed, without the process ids that notifications carry, and how it ended.
    private func transcript(_ process: ChildProcess) throws -> [Substring] {
        let result = try process.wait()
        let lines = (result.output + result.errors).split(separator: "\n").map { line in
            guard line.contains("Notification"), let place = line.split(separator: "pid: ").last else { return line }
            return place.drop { $0.isNumber }
        }
        return lines + ["status \(result.status)"]
    }

    private struct Difference: CustomStringConvertible {
        let script: String
        let direct: [Substring]
        let proxied: [Substring]

        var description: String {
            let line = zip(direct, proxied).prefix { $0 == $1 }.count
            let there = direct.dropFirst(line).first ?? "(nothing)"
            let here = proxied.dropFirst(line).first ?? "(nothing)"
            return "\(script), line \(line + 1): directly \(there), through the sensor \(here)"
        }
    }

    /// Runs scripts, all at once, directly and through the sensor.
    private func differences(_ scripts: [String], _ sensor: SensorProcess) throws -> [Difference] {
        let runs = try scripts.map { script in
            (
                script, try start(script, host: sensor.cluster.folder, port: sensor.cluster.port),
                try start(script, host: "127.0.0.1", port: sensor.port)
            )
        }
        return try runs.compactMap { script, direct, proxied in
            let (direct, proxied) = (try transcript(direct), try transcript(proxied))
            #expect(direct.contains { $0.hasPrefix("<= BE ReadyForQuery") }, "\(script): \(direct)")
            return direct == proxied ? nil : Difference(script: script, direct: direct, proxied: proxied)
        }
    }

    @Test func `Messages in any order are answered as the server itself answers them`() throws {
        let sensor = try SensorProcess()
        let scripts = try Self.scripts()
        #expect(scripts.count >= 20)
        var different = try differences(scripts, sensor)
        // Scripts that wait for the end of an answer take a second of silence for it, and so does a busy machine.
        for _ in 0..<2 where !different.isEmpty { different = try differences(different.map(\.script), sensor) }
        #expect(different.isEmpty, "\(different.map(\.description).joined(separator: "\n"))")
        let counted = try sensor.query("-c", "application = pgproto", "application").rows.first?.counters["calls"] ?? 0
        #expect(counted > 200)
        #expect(try sensor.stop().status == 0)
    }
}
