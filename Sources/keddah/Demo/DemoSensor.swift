import Glibc
import Platform

/// The sensor of the demonstration: this program, run as a user would run it.
final class DemoSensor {
    static let host = "127.0.0.1"

    /// Where clients connect to instead of the server.
    let port: UInt16
    private let folder: DemoFolder
    private let process: Subprocess

    var processID: Int32 { process.processID }

    /// Starts a sensor before the server of the folder; it accepts connections when this returns.
    init(_ folder: DemoFolder, _ interruption: Interruption) throws {
        self.folder = folder
        port = try Self.freePort()
        try folder.write(Self.configuration(folder, port: port), to: "keddah.yaml")
        var command = Self.command(["run"], folder)
        command.output = .file(folder.sensorLog)
        command.errorOutput = .file(folder.sensorLog)
        process = try command.start()
        do {
            try waitUntilReady(interruption)
        } catch {
            stop()
            throw error
        }
    }

    /// This program with other arguments, in the folder, where it finds its configuration.
    static func command(_ arguments: [String], _ folder: DemoFolder) -> SubprocessCommand {
        var command = SubprocessCommand("/proc/self/exe", arguments)
        command.name = "keddah"
        command.directory = folder.path
        return command
    }

    private static func configuration(_ folder: DemoFolder, port: UInt16) -> String {
        """
        # The sensor of a demonstration.
        store: {path: "\(folder.store)", flush: 1s}
        proxies:
          - name: shop
            listen: ["\(host):\(port)"]
            upstream: "unix:\(folder.server):\(ThrowawayServer.port)"
        logging: {destination: "\(folder.sensorLog)"}
        \(capturesPackets ? "capture: {interfaces: {lo: {}}}" : "")

        """
    }

    /// Whether the demonstration may capture packets, which takes a right that not every user has.
    static var capturesPackets: Bool {
        let descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0)
        if descriptor >= 0 { close(descriptor) }
        return descriptor >= 0
    }

    /// A port that nobody uses at this moment.
    private static func freePort() throws(SystemError) -> UInt16 {
        let socket = try Socket.listen(on: .v4(0x7f00_0001, port: 0))
        guard let address = socket.localAddress else { throw .last("find a free port") }
        return address.port
    }

    private func waitUntilReady(_ interruption: Interruption) throws {
        let deadline = Clock.after(seconds: 20)
        while process.end == nil, Clock.monotonic() < deadline {
            var status = Self.command(["status"], folder)
            status.output = .null
            status.errorOutput = .null
            if try interruption.run(status, seconds: 5) == .exited(0) { return }
            try interruption.wait(until: Clock.after(seconds: 0.03))
        }
        throw DemoFailure.failed(step: "starting the sensor", said: DemoFolder.tail(of: folder.sensorLog))
    }

    /// Ends it in good order, and does not wait for ever.
    func stop() { process.stop(killAfterMilliseconds: 5_000) }
}
