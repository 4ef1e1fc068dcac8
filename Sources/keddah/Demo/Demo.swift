import Glibc
import Platform

/// The demonstration: a throwaway PostgreSQL, the sensor before it, a small shop's traffic, and answers.
final class Demo {
    private let seconds: Int
    private let keeps: Bool
    private let screen = DemoScreen()
    private let interruption: Interruption
    private let installation: PostgreSQLInstallation
    private let folder: DemoFolder
    private var server: ThrowawayServer?
    private var sensor: DemoSensor?
    private var traffic: ShopTraffic?
    private var tail: Subprocess?
    private let secret = Entropy.bytes(12).map { String($0, radix: 16) }.joined()

    init(seconds: Int, keeps: Bool) throws {
        self.seconds = seconds
        self.keeps = keeps
        interruption = try Interruption()
        installation = try PostgreSQLInstallation()
        folder = try DemoFolder()
    }

    /// Runs it all, and leaves nothing behind unless asked to.
    func run() throws {
        var isComplete = false
        defer { if !(isComplete && keeps) { cleanUp() } }
        screen.line("A throwaway PostgreSQL, the sensor before it, and the traffic of a small shop.")
        screen.line("Everything is in \(folder.path)\(keeps ? "" : ", which goes when the demonstration ends").\n")
        let port = try setUp()
        try watch(port)
        try ask(DemoQuestions.all)
        if DemoSensor.capturesPackets { try askAboutPackets(port) }
        isComplete = true
        farewell(port)
    }

    private func password(of user: String) -> String { "\(user)-\(secret)" }

    // MARK: the parts

    private func setUp() throws -> UInt16 {
        server = try screen.step("PostgreSQL \(installation.version)") {
            try ThrowawayServer(
                installation, folder, password: password(of: ThrowawayServer.superuser), interruption)
        } done: { _ in
            "PostgreSQL \(installation.version)"
                + (PostgreSQLInstallation.serverAccount.map { ", as the user \($0)" } ?? "")
        }
        try screen.step("a shop") {
            try makeShop()
        } done: {
            ShopSchema.summary
        }
        let sensor = try screen.step("the sensor before it") {
            try DemoSensor(folder, interruption)
        } done: {
            "the sensor before it, on port \($0.port)"
        }
        self.sensor = sensor
        return sensor.port
    }

    private func makeShop() throws {
        try folder.write(ShopSchema.passwordFile(password), to: "passwords")
        try folder.write(ShopSchema.script(password), to: "shop.sql")
        try psql("postgres", ["-c", "CREATE DATABASE \(ShopSchema.database)"])
        try psql(ShopSchema.database, ["-1", "-f", "\(folder.path)/shop.sql"])
    }

    /// Runs psql as the superuser, past the sensor: what makes the shop is not part of its record.
    private func psql(_ database: String, _ arguments: [String]) throws {
        var command = installation.client("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1"] + arguments)
        command.environment.merge([
            "PGHOST": folder.server, "PGPORT": "\(ThrowawayServer.port)", "PGUSER": ThrowawayServer.superuser,
            "PGDATABASE": database, "PGPASSFILE": folder.passwords,
        ]) { $1 }
        command.output = .null
        command.errorOutput = .file(folder.setUpLog)
        guard try interruption.run(command, seconds: 60) == .exited(0) else {
            throw DemoFailure.failed(step: "making the shop", said: DemoFolder.tail(of: folder.setUpLog))
        }
    }

    private func watch(_ port: UInt16) throws {
        let traffic = try ShopTraffic(installation, folder, port: port)
        self.traffic = traffic
        screen.heading("What is going on? (for \(seconds) s; the shop's programs connect to port \(port))")
        let arguments = ["tail", "--rate", "4"]
        screen.command(arguments)
        let tail = try DemoSensor.command(arguments, folder).start()
        self.tail = tail
        try traffic.begin(seconds: seconds)
        try traffic.go(onFor: seconds, interruption)
        traffic.stop()
        tail.stop(killAfterMilliseconds: 2_000)
    }

    /// Knocks at closed ports as an intruder would, and asks who did.
    private func askAboutPackets(_ port: UInt16) throws {
        PortKnocker.knock()
        // Attempts are judged some seconds late, because an answer may still come.
        try interruption.wait(until: Clock.monotonic() + ScanIncidents.quiet + 4_500_000_000)
        try ask(DemoQuestions.flows(port: port))
    }

    private func ask(_ questions: [DemoQuestions.Question]) throws {
        for question in questions {
            screen.heading(question.heading)
            screen.command(question.arguments)
            let end = try interruption.run(DemoSensor.command(question.arguments, folder), seconds: 30)
            // Nobody reads on, as with `keddah demo | head`.
            if end == .killed(SIGPIPE) { return }
            guard end == .exited(0) else {
                throw DemoFailure.failed(step: "keddah \(question.arguments.joined(separator: " "))", said: "")
            }
        }
    }

    private func cleanUp() {
        tail?.stop(killAfterMilliseconds: 2_000)
        traffic?.stop()
        sensor?.stop()
        server?.stop()
        folder.remove()
    }

    private func farewell(_ port: UInt16) {
        guard keeps, let server, let sensor else {
            let program = CommandLine.arguments[0]
            screen.heading("Next")
            screen.line("  \(program) demo --keep     the same, and the sensor and the database go on running")
            screen.line("  \(program) run             a sensor on localhost:1337 before your own localhost:5432")
            screen.line("  \(program) query --help    all that can be asked; README.md and docs/ have the rest")
            return
        }
        screen.heading("The sensor and the database go on running")
        screen.line(
            "  connect  PGPASSFILE=\(folder.passwords) psql -h \(DemoSensor.host) -p \(port) "
                + "-U \(ShopUser.web.rawValue) \(ShopSchema.database)"
        )
        screen.line("  watch    \(ownPath) tail -d \(folder.store)")
        screen.line("  ask      \(ownPath) statements -d \(folder.store)")
        screen.line("  stop     kill \(sensor.processID) \(server.processID); sleep 1; rm -rf \(folder.path)")
    }

    private var ownPath: String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes {
            readlink("/proc/self/exe", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
        }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : CommandLine.arguments[0]
    }
}
