import Observations
import Platform

/// Those who watch statements as they happen: `keddah tail`, and the statement log. Lives on the sensor's main loop.
final class Watchers {
    /// One `keddah tail`: gets at most so many statements a second, and is told how many it did not get.
    private final class Tail {
        let connection: ControlConnection
        let isJSON: Bool
        let rate: Int
        var left: Int
        var leftOut: UInt64 = 0

        init(_ connection: ControlConnection, isJSON: Bool, rate: Int) {
            self.connection = connection
            self.isJSON = isJSON
            self.rate = rate
            left = rate
        }
    }

    private var tails: [ObjectIdentifier: Tail] = [:]
    private let renderer: EventRenderer
    private let loop: EventLoop
    /// Called when the first watcher comes and when the last has gone.
    private let onChange: (Bool) -> Void
    private var log: StatementLog?

    init(_ renderer: EventRenderer, _ loop: EventLoop, onChange: @escaping (Bool) -> Void) {
        self.renderer = renderer
        self.loop = loop
        self.onChange = onChange
        refill()
    }

    private var isWatched: Bool { !tails.isEmpty || log != nil }

    /// Writes every statement to a file from now on; nil stops it. The same path is opened anew, for log rotation.
    func setLog(_ path: String?) throws(SystemError) {
        log = try path.map { path throws(SystemError) in try StatementLog(path) }
        onChange(isWatched)
    }

    /// Adds a `keddah tail`.
    func add(_ connection: ControlConnection, isJSON: Bool, rate: Int) {
        let key = ObjectIdentifier(connection)
        tails[key] = Tail(connection, isJSON: isJSON, rate: rate)
        connection.onClose = { [weak self] in
            guard let self else { return }
            tails[key] = nil
            onChange(isWatched)
        }
        onChange(isWatched)
        // Last, because it may find that the watcher has gone already.
        connection.send(ControlProtocol.accepted + "\n")
    }

    /// Passes statements on; `lost` more could not be kept apart by the loops.
    func receive(_ events: [StatementEvent], lost: UInt64) {
        log?.write(events, lost: lost, renderer)
        for tail in tails.values { pass(events, lost, to: tail) }
    }

    private func pass(_ events: [StatementEvent], _ lost: UInt64, to tail: Tail) {
        tail.leftOut += lost
        for event in events {
            guard tail.left > 0 else {
                tail.leftOut += 1
                continue
            }
            tail.left -= 1
            let line = tail.isJSON ? renderer.json(event) : renderer.text(event)
            if !tail.connection.send(line) { tail.leftOut += 1 }
        }
    }

    private func refill() {
        for tail in tails.values {
            if tail.leftOut > 0, tail.connection.send(renderer.leftOut(tail.leftOut, isJSON: tail.isJSON)) {
                tail.leftOut = 0
            }
            tail.left = tail.rate
        }
        loop.schedule(after: 1_000_000_000) { [weak self] in self?.refill() }
    }
}
