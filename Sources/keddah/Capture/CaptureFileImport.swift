import Arguments
import Capture
import Configuration
import Glibc
import Observations
import Platform

/// Brings the flows of a capture file into a store.
enum CaptureFileImport {
    /// Reads a file, `-` being standard input, into a store, with a line that shows how far it is on a terminal and a
    /// summary at the end; `.failure` when the file is damaged, the flows before that being kept.
    /// - Throws: What kept the file from being read or the store from being written.
    static func run(
        _ path: String, _ options: CaptureFileOptions, store: String, sensor: String
    ) throws -> ExitStatus {
        // Ctrl-C ends the reading, not the writing of what was read.
        let signals = try Signals([SIGINT, SIGTERM])
        var options = options
        options.interruption = signals.descriptor.number
        // A file that cannot be read must not make a store.
        let sink = CaptureFileSink(store: store, sensor: sensor)
        let summary = try read(path, options, sink)
        try sink.close()
        Terminal.write(CaptureSummary.text(path, summary, sink))
        guard let damage = summary.damage else { return .success }
        Terminal.writeError("keddah: \(damage); what came before was kept\n")
        return .failure
    }

    private static func read(
        _ path: String, _ options: CaptureFileOptions, _ sink: CaptureFileSink
    ) throws(CaptureError) -> CaptureFileSummary {
        let display = CaptureDisplay(path)
        defer { display.end() }
        return try CaptureFile.read(path, options: options, sink: sink) { progress throws(CaptureError) in
            display.show(progress)
            sink.tick()
            // The sink throws the reason when it is closed.
            if sink.failure != nil { throw CaptureError(.interrupted, "the store takes no rows") }
        }
    }

    /// The endpoints of proxies, as far as they are known without resolving names.
    static func proxied(_ proxies: [ProxySettings]) -> Set<ProxiedEndpoint> {
        var endpoints: Set<ProxiedEndpoint> = []
        for case .tcp(let host, let port) in proxies.flatMap(\.listen) where port != 0 {
            switch host {
            case "localhost":
                endpoints.insert(ProxiedEndpoint(address: IPAddress("127.0.0.1"), port: port))
                endpoints.insert(ProxiedEndpoint(address: IPAddress("::1"), port: port))
            case "0.0.0.0", "::": endpoints.insert(ProxiedEndpoint(address: nil, port: port))
            default: endpoints.insert(ProxiedEndpoint(address: IPAddress(host), port: port))
            }
        }
        return endpoints
    }
}

/// A line on the terminal that says how far the reading is.
private final class CaptureDisplay {
    private static let interval: UInt64 = 200_000_000

    private let name: String
    private let start = Clock.monotonic()
    private var shown: UInt64 = 0

    init(_ path: String) { name = path == "-" ? "standard input" : path }

    func show(_ progress: CaptureFileProgress) {
        let now = Clock.monotonic()
        guard Terminal.isTerminal, now - shown >= Self.interval else { return }
        shown = now
        let part = progress.size.map { $0 > 0 ? "\(min(100, progress.bytes * 100 / $0)) %, " : "" } ?? ""
        let rate = Double(progress.packets) / (Double(now - start + 1) / 1e9)
        Terminal.write("\r\(name): \(part)\(progress.packets) packets, \(Int(rate)) a second\u{1b}[K")
    }

    func end() { if shown > 0 { Terminal.write("\r\u{1b}[K") } }
}
