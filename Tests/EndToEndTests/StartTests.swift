import Glibc
import TestSupport
import Testing

/// What keeps a sensor from starting is said, and the exit status tells its kind.
@Suite struct StartTests {
    private func run(_ configuration: String) throws -> ChildProcess.Result {
        let folder = TemporaryFolder()
        return try Keddah.run(["run", "--config", try folder.write(configuration, to: "keddah.yaml")])
    }

    private func minimal(store: String) -> String {
        "store: {path: \(store)}\nproxies: [{name: a, listen: [\"127.0.0.1:0\"], upstream: localhost}]\n"
    }

    @Test func `An unknown key is named with its line and the nearest one`() throws {
        let result = try run("store: {path: x}\nproxys: []\n")
        #expect(result.status == 78)
        #expect(result.errors.contains("keddah.yaml:2:"))
        #expect(result.errors.contains("did you mean proxies?"))
    }

    @Test func `A store that cannot be made`() throws {
        let result = try run(minimal(store: "/proc/nonexistent/store"))
        #expect(result.status == 1)
        #expect(result.errors.contains("/proc/nonexistent/store"))
    }

    @Test func `A store that others write to`() throws {
        let sensor = try SensorProcess()
        let result = try run(minimal(store: sensor.store))
        #expect(result.status == 1)
        #expect(result.errors.contains("another process writes to this store"))
        #expect(try sensor.client().query("select 1").last?.type == "Z")
        #expect(try sensor.keddah("status").status == 0)
    }

    @Test func `A store of a newer version`() throws {
        let folder = TemporaryFolder()
        mkdir(folder.path + "/store", 0o700)
        _ = try folder.write("keddah store 99\n", to: "store/version")
        let result = try run(minimal(store: folder.path + "/store"))
        #expect(result.status == 1)
        #expect(result.errors.contains("version 99"))
        let query = try Keddah.run(["query", "-d", folder.path + "/store", "--from", "statements", "user"])
        #expect(query.status == 1)
        #expect(query.errors.contains("version 99"))
    }

    @Test func `An address that is taken`() throws {
        let sensor = try SensorProcess()
        let folder = TemporaryFolder()
        let result = try run(
            "store: {path: \(folder.path)/store}\n"
                + "proxies: [{name: a, listen: [\"127.0.0.1:\(sensor.port)\"], upstream: localhost}]\n")
        #expect(result.status == 1)
        #expect(result.errors.contains("127.0.0.1:\(sensor.port)"))
    }

    @Test func `Commands without a sensor`() throws {
        let folder = TemporaryFolder()
        for command in ["status", "tail"] {
            let result = try Keddah.run([command, "-d", folder.path])
            #expect(result.status == 1)
            #expect(result.errors.contains("no sensor is running"))
        }
        let query = try Keddah.run(["query", "-d", folder.path, "--from", "statements", "user"])
        #expect(query.status == 1)
        #expect(query.errors.contains("no store"))
        #expect(try Keddah.run(["query"]).status == 64)
        #expect(try Keddah.run(["quary"]).status == 64)
    }
}
