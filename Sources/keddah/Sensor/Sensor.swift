import API
import Bytes
import Capture
import Configuration
import Glibc
import Observations
import Platform
import Proxy

/// A running sensor: joins the rooms and lives on the main thread's loop, which answers signals and commands.
final class Sensor: EventHandler {
    private let loop: EventLoop
    private let main: MainLoop
    private let signals: Signals
    private let recorder: Recorder
    private let runtime: ProxyRuntime
    private let verifiers: Verifiers
    private let control: ControlServer
    private let watchers: Watchers
    private var capture: SensorCapture?
    private var api: SensorAPI?
    private let notifier = SystemdNotifier()
    private let configurationFile: String?
    private var configuration: Configuration
    /// What it was at the start, which is what the keys that need a restart still are.
    private let initial: Configuration
    private let started = Clock.seconds()
    private var inherited: InheritedSockets? = InheritedSockets()
    private let program = Successor.ownProgram()
    private var ending: Ending?

    /// How the sensor ends: when all statements have, or at the latest then.
    private struct Ending {
        let deadline: UInt64
        /// A successor goes on with the listening sockets.
        let isRestart: Bool
    }

    private static let second: UInt64 = 1_000_000_000
    private static let drainPoll: UInt64 = 20_000_000

    /// Opens the store and listens; nothing is accepted before `run`.
    /// - Throws: what kept it from starting, in words for the user.
    init(_ loaded: LoadedConfiguration, file: String?) throws {
        configuration = loaded.configuration
        initial = loaded.configuration
        configurationFile = file
        signals = try Signals([SIGTERM, SIGINT, SIGHUP, SIGUSR2])
        Signals.ignoreBrokenPipes()
        ProcessLimits.disableCoreDumps()
        ProcessLimits.raiseDescriptors()
        try Self.configureLog(configuration.logging)
        for section in loaded.unbuiltSections {
            Log.shared.warning("this section of the configuration has no effect in this version", ["section": section])
        }
        loop = try EventLoop()
        main = MainLoop(loop.remote)
        let store = configuration.store
        recorder = try Recorder(
            RecorderSettings(
                directory: store.path, sensor: configuration.sensor, flushInterval: store.flush.nanoseconds,
                retentionDays: store.retention.native.days))
        let sink = SensorSink(recorder, loop.remote)
        StoreFiles.removeLoads(store.path)
        let shapeKey = try StoreFiles.shapeKey(store.path)
        let verifiers = Verifiers(storeKey: shapeKey)
        self.verifiers = verifiers
        runtime = ProxyRuntime(
            try configuration.proxies.map { proxy in
                var options = try ProxyOptions(proxy)
                options.scram = try verifiers.termination(proxy)
                return options
            }, shapeKey: shapeKey, sink: sink)
        control = try ControlServer(store: store.path, loop)
        watchers = Watchers(EventRenderer(store: store.path), loop) { [runtime] in runtime.setWatched($0) }
        sink.attach(watchers)
    }

    private static func configureLog(_ settings: LoggingSettings) throws {
        try Log.shared.configure(
            level: LogLevel(settings.level), format: LogFormat(settings.format),
            destination: LogDestination(settings.destination))
    }

    /// Serves until a signal ends it.
    func run() throws {
        control.handler = { [unowned self] request, connection in answer(request, connection) }
        do {
            try watchers.setLog(configuration.logging.statements)
            for proxy in configuration.proxies { try TrustCheck.run(proxy) }
            _ = try loop.register(signals.descriptor.number, for: .readable, handler: self)
            try runtime.start(loops: configuration.loops, inherited: inherited)
            closeUnclaimedSockets()
            try startCapture()
            api = try SensorAPI(
                configuration,
                state(name: initial.sensor, store: initial.store.path, started: started, main))
        } catch {
            stop()
            throw error
        }
        for proxy in runtime.status {
            Log.shared.info(
                "listening",
                [
                    "proxy": proxy.name, "listen": proxy.listen.map(\.description).joined(separator: " "),
                    "upstream": proxy.upstream,
                ])
        }
        notifier?.ready(status: "\(configuration.proxies.count) proxies listening")
        tick()
        loop.run()
        stop()
        if ending?.isRestart == true { try startSuccessor() }
        Log.shared.info("stopped")
    }

    private func tick() {
        if configuration.loops == nil { runtime.adaptLoops() }
        capture?.handOver()
        loop.schedule(after: Self.second) { [unowned self] in tick() }
    }

    private func stop() {
        let isRestart = ending?.isRestart == true
        if !isRestart { notifier?.stopping() }
        main.stop()
        api?.stop()
        runtime.stop(keepsListening: isRestart)
        verifiers.stop()
        control.stop()
        capture?.stop()
        recorder.stop()
    }

    // MARK: the end

    /// Ends as soon as all running statements have; at once when it is asked twice.
    private func end(isRestart: Bool) {
        if let current = ending {
            // Whoever wants it to stop does not want it to start again.
            ending = Ending(deadline: current.deadline, isRestart: current.isRestart && isRestart)
            return loop.stop()
        }
        let timeout = configuration.drainTimeout.nanoseconds
        ending = Ending(deadline: Clock.monotonic() &+ timeout, isRestart: isRestart)
        if isRestart { notifier?.reloading() } else { notifier?.stopping() }
        runtime.drain(keepsListening: isRestart)
        awaitDrained()
    }

    /// Ends and starts again, if what is to start could: a sensor that does not come back is worse than an old one.
    private func restart() {
        do {
            guard let program, access(program, X_OK) == 0 else {
                throw SystemError.last("start \(program ?? "keddah")")
            }
            for proxy in try Configuration.load(configurationFile).configuration.proxies { _ = try ProxyOptions(proxy) }
        } catch {
            return Log.shared.error("the sensor is not restarted", ["reason": "\(error)"])
        }
        Log.shared.info("restarting", ["signal": SIGUSR2])
        end(isRestart: true)
    }

    /// Sockets that were handed over for addresses which the configuration does not have any more: nobody would accept
    /// who connects there.
    private func closeUnclaimedSockets() {
        for address in inherited?.addresses ?? [] {
            Log.shared.warning("an inherited socket is closed, because no proxy listens there", ["listen": address])
        }
        inherited = nil
    }

    private func awaitDrained() {
        guard let ending, runtime.openSessions > 0, Clock.monotonic() < ending.deadline else { return loop.stop() }
        loop.schedule(after: Self.drainPoll) { [unowned self] in awaitDrained() }
    }

    /// Gives this process to the program on disk, which may be a newer one, with the sockets that listen.
    private func startSuccessor() throws {
        guard let program else { throw SystemError(code: ENOENT, operation: "find the program to restart") }
        try Successor.start(program, CommandLine.arguments, listening: runtime.listeningDescriptors)
    }

    // MARK: signals

    func handle(_ events: EventSet, tag: Int) {
        while let signal = signals.next() {
            switch signal {
            case SIGHUP: reload()
            case SIGUSR2: restart()
            default:
                Log.shared.info("stopping", ["signal": signal])
                end(isRestart: false)
            }
        }
    }

    // MARK: commands

    private func answer(_ request: ControlProtocol.Request, _ connection: ControlConnection) {
        switch request {
        case .status(let json): connection.answer(report.rendered(json: json))
        case .flush: flush(connection)
        case .reload:
            do {
                connection.answer(try reloadConfiguration())
            } catch {
                connection.refuse("\(error)")
            }
        case .load(let table, let file): load(table, file, connection)
        case .tail(let json, let rate): watchers.add(connection, isJSON: json, rate: rate)
        }
    }

    private func flush(_ connection: ControlConnection) {
        let remote = loop.remote
        let reply = LoopBound(connection)
        flush { trouble in
            remote.submit { _ in
                if let trouble { reply.value.refuse(trouble) } else { reply.value.answer("") }
            }
        }
    }

    /// Loops hand over, the recorder writes, then `done` is called with the trouble if there was any.
    func flush(_ done: @escaping @Sendable (String?) -> Void) {
        let recorder = recorder
        runtime.handOver { recorder.flush(done) }
    }

    /// What the rooms are doing.
    var status: SensorStatus {
        SensorStatus(runtime.status, recorder.status, capture?.status ?? [], runtime.loads)
    }

    /// The flows in memory of an interface; nil when it is not captured.
    func flows(of iface: String) -> [FlowRecord]? { capture?.flows(of: iface) }

    private func load(_ table: String, _ file: String, _ connection: ControlConnection) {
        guard let table = TableSchema.all.first(where: { $0.name == table }) else {
            return connection.refuse("there is no table \(table)")
        }
        let remote = loop.remote
        let reply = LoopBound(connection)
        recorder.load(
            LoadRequest(table: table, path: "\(initial.store.path)/\(file)") { trouble in
                remote.submit { _ in
                    if let trouble { reply.value.refuse(trouble) } else { reply.value.answer("") }
                }
            })
    }

    private var report: StatusReport {
        StatusReport(
            sensor: initial.sensor, version: Version.text, processID: getpid(), started: started,
            store: initial.store.path, configuration: configurationFile, proxies: runtime.status,
            loads: runtime.loads, recorder: recorder.status, interfaces: capture?.status ?? [],
            residentBytes: ProcessLimits.residentBytes)
    }

    private func startCapture() throws {
        do throws(CaptureError) {
            capture = try SensorCapture(captureOptions(configuration), recorder, sensor: initial.sensor)
        } catch {
            throw error.code == .system ? error : error.asConfigurationError(configurationFile)
        }
    }

    private func captureOptions(_ configuration: Configuration) -> CaptureOptions {
        CaptureOptions(configuration.capture, listening: runtime.status.flatMap(\.listen))
    }

    private func reload() {
        do {
            let result = try reloadConfiguration()
            Log.shared.info("reloaded", ["result": result])
        } catch {
            Log.shared.error("the configuration was not reloaded", ["reason": "\(error)"])
        }
    }

    /// Reads the configuration again, applies what can change live and says what needs a restart.
    func reloadConfiguration() throws -> String {
        notifier?.reloading()
        defer { notifier?.ready(status: "\(configuration.proxies.count) proxies listening") }
        let fresh = try Configuration.load(configurationFile).configuration
        let live = Configuration.changes(from: configuration, to: fresh).live
        let restart = Configuration.changes(from: initial, to: fresh).restart
        // What can fail comes first, so that a reload is done whole or not at all.
        let proxies = try fresh.proxies.map { try ProxyOptions($0) }
        let served = try SensorAPI.prepare(fresh)
        try watchers.setLog(fresh.logging.statements)
        try Self.configureLog(fresh.logging)
        try Log.shared.reopen()
        try capture?.update(captureOptions(fresh))
        try api?.update(served)
        runtime.update(proxies)
        recorder.change(
            flushInterval: fresh.store.flush.nanoseconds, retentionDays: fresh.store.retention.native.days)
        configuration = fresh
        if live.isEmpty && restart.isEmpty { return "nothing changed\n" }
        let applied = live.map { "applied: \($0)\n" }
        let waiting = restart.map { "needs a restart: \($0)\n" }
        return (applied + waiting).joined()
    }
}
