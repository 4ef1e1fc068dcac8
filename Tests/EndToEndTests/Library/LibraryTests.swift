import Glibc
import TestSupport
import Testing

/// The libraries as other packages use them.
@Suite(.serialized) struct LibraryTests {
    private static let repository = {
        let parts = #filePath.split(separator: "/").dropLast(4)
        return "/" + parts.joined(separator: "/")
    }()

    @Test func `The example, a package of its own, is built and answers`() throws {
        let scratch = Self.repository + "/.build/example"
        // An older build's plan does not know the package's new files.
        unlink(scratch + "/debug.yaml")
        let build = try ChildProcess.run(
            [
                "swift", "build", "--package-path", Self.repository + "/examples/flows-by-hour", "--scratch-path",
                scratch,
            ], seconds: 600)
        #expect(build.status == 0, "\(build.output)\(build.errors)")
        let folder = TemporaryFolder()
        let run = try ChildProcess.run([scratch + "/debug/FlowsByHour", folder.path + "/store"])
        #expect(run.status == 0, "\(run.errors)")
        let hours = run.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(hours.count == 24)
        #expect(hours.first?.first == "2025-06-16T00:00:00Z")
        // Two of three flows are to port 443, each with 60 bytes sent.
        #expect(hours.reduce(0) { $0 + (Int($1[2]) ?? 0) } == 16_000 * 60)
        // What the libraries wrote, the program reads.
        let answer = try Keddah.query(folder.path + "/store", ["--from", "flows", "-f", "0", "iface,bytes_sent"])
        #expect(answer.rows.first?.counters["bytes_sent"] == Double(24_000 * 60))
    }
}
