import Glibc
import Platform

/// The clients of the shop: pgbench and psql under several names, all of them connected through the sensor.
final class ShopTraffic {
    /// Something that happens once, at a share of the whole time.
    private struct Event {
        let share: Double
        let start: () throws -> Subprocess
    }

    private let installation: PostgreSQLInstallation
    private let folder: DemoFolder
    private let port: UInt16
    /// Those that work all the time, by application.
    private var benches: [(application: String, client: Subprocess)] = []
    private var scripts: [Subprocess] = []

    init(_ installation: PostgreSQLInstallation, _ folder: DemoFolder, port: UInt16) throws {
        self.installation = installation
        self.folder = folder
        self.port = port
        for (name, script) in Self.files { try folder.write(script, to: "\(name).sql") }
    }

    private static let files = [
        "browse": ShopScripts.browse, "cart": ShopScripts.cart, "order": ShopScripts.order,
        "revenue": ShopScripts.revenue, "bestsellers": ShopScripts.bestsellers, "history": ShopScripts.history,
        "delivery": ShopScripts.delivery, "mishaps": ShopScripts.mishaps,
        "administration": ShopScripts.administration, "injection": ShopScripts.injection,
    ]

    /// Starts what goes on all the time, for so many seconds.
    func begin(seconds: Int) throws {
        try bench(.web, "storefront", ["browse@3", "cart@1"], clients: 3, rate: 16, mode: "prepared", seconds)
        try bench(.web, "checkout", ["order@1"], clients: 2, rate: 3, mode: "prepared", seconds)
        try bench(
            .reports, "reporting", ["revenue@1", "bestsellers@1", "history@4"], clients: 1, rate: 3, mode: "extended",
            seconds)
    }

    /// Lets happen what happens now and then, until the time is over and the clients have ended.
    func go(onFor seconds: Int, _ interruption: Interruption) throws {
        let start = Clock.monotonic()
        for event in events {
            try interruption.wait(until: start + UInt64(event.share * Double(seconds) * 1_000_000_000))
            scripts.append(try event.start())
        }
        // They end by themselves; a busy machine takes longer.
        let end = start + UInt64(seconds + 30) * 1_000_000_000
        for script in scripts { _ = try interruption.wait(for: script, until: end) }
        for (application, client) in benches {
            guard try interruption.wait(for: client, until: end) == .exited(0) else {
                throw DemoFailure.failed(
                    step: "pgbench as \(application)", said: DemoFolder.tail(of: log(of: application)))
            }
        }
    }

    private func log(of application: String) -> String { "\(folder.path)/\(application).log" }

    private var events: [Event] {
        let imports = [0.05, 0.45, 0.75].map { share in
            Event(share: share) { [self] in try script(.importer, "stock-import", "delivery") }
        }
        let mishaps = [0.15, 0.35, 0.65].map { share in
            Event(share: share) { [self] in try script(.web, "checkout", "mishaps") }
        }
        let guesses = ShopScripts.guessedPasswords.enumerated().map { index, password in
            Event(share: 0.5 + Double(index) * 0.03) { [self] in try guess(password) }
        }
        let once = [
            Event(share: 0.55) { [self] in try script(.admin, "psql", "administration") },
            Event(share: 0.7) { [self] in try script(.web, "storefront", "injection") },
        ]
        return (imports + mishaps + guesses + once).sorted { $0.share < $1.share }
    }

    private func bench(
        _ user: ShopUser, _ application: String, _ weighted: [String], clients: Int, rate: Int, mode: String,
        _ seconds: Int
    ) throws(SystemError) {
        let files = weighted.flatMap { script in
            let parts = script.split(separator: "@")
            return ["-f", "\(folder.path)/\(parts[0]).sql@\(parts[1])"]
        }
        let limits = ["-c", "\(clients)", "-R", "\(rate)", "-T", "\(seconds)", "-M", mode]
        benches.append((application, try start("pgbench", ["-n"] + limits + files, user, application)))
    }

    private func script(_ user: ShopUser, _ application: String, _ name: String) throws(SystemError) -> Subprocess {
        try start("psql", ["-X", "-q", "-f", "\(folder.path)/\(name).sql"], user, application)
    }

    private func guess(_ password: String) throws(SystemError) -> Subprocess {
        try start("psql", ["-X", "-w", "-c", "SELECT 1"], .admin, "psql", password: password)
    }

    private func start(
        _ program: String, _ arguments: [String], _ user: ShopUser, _ application: String, password: String? = nil
    ) throws(SystemError) -> Subprocess {
        var command = installation.client(program, arguments)
        command.environment.merge([
            "PGHOST": DemoSensor.host, "PGPORT": "\(port)", "PGUSER": user.rawValue, "PGDATABASE": ShopSchema.database,
            "PGAPPNAME": application, "PGPASSFILE": folder.passwords, "PGPASSWORD": password,
        ]) { $1 }
        command.directory = folder.path
        command.output = .null
        command.errorOutput = .file(log(of: application))
        return try command.start()
    }

    /// Ends the clients that still run.
    func stop() {
        let clients = benches.map(\.client) + scripts
        for client in clients { client.send(SIGTERM) }
        for client in clients { client.stop(killAfterMilliseconds: 2_000) }
    }
}
