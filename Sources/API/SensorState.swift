public import Observations
public import Query

/// What the API knows of the sensor that it is part of. The closures are called on worker threads and may wait.
public struct SensorState: Sendable {
    /// The sensor's name.
    public var sensor: String
    /// The program's version.
    public var version: String
    /// When it started, in seconds since 1970.
    public var started: UInt64
    /// The store's folder.
    public var store: String
    /// What it is doing; nil when it does not answer.
    public var status: @Sendable () -> SensorStatus?
    /// Has everything observed so far written; the trouble if there was any.
    public var flush: @Sendable () -> String? = { nil }
    /// Reads the configuration again: what that did, or why it failed.
    public var reload: @Sendable () -> Result<String, ReloadFailure> = { .success("nothing changed\n") }
    /// The flows in memory of an interface; nil when it is not captured.
    public var flows: @Sendable (String) -> [FlowRecord]? = { _ in nil }
    /// The normalized SQL of fingerprints.
    public var normalizedSQL: @Sendable ([UInt64]) -> [UInt64: String] = { _ in [:] }
    /// The addresses of the hosts that a condition names.
    public var addresses: HostResolver = { question in question.names.map { _ in .addresses([]) } }

    /// A sensor of which only the status is known.
    public init(
        sensor: String, version: String, started: UInt64, store: String,
        status: @escaping @Sendable () -> SensorStatus? = { SensorStatus() }
    ) {
        self.sensor = sensor
        self.version = version
        self.started = started
        self.store = store
        self.status = status
    }
}

/// Why a configuration was not read again.
public struct ReloadFailure: Error, Sendable {
    /// What is wrong, for people.
    public let message: String

    /// A failure.
    public init(_ message: String) { self.message = message }
}

/// What a sensor is doing.
public struct SensorStatus: Sendable {
    /// The proxies.
    public var proxies: [Proxy] = []
    /// What is recorded.
    public var recorder = Recorder()
    /// The interfaces that are captured.
    public var interfaces: [Interface] = []
    /// How busy each event loop is, from 0 to 1.
    public var loops: [Double] = []

    /// A sensor that does nothing.
    public init() {}

    /// A proxy.
    public struct Proxy: Sendable {
        /// Its name.
        public var name: String
        /// Where it listens.
        public var listen: [String]
        /// The server behind it.
        public var upstream: String
        /// Sessions that are open.
        public var sessions = 0
        /// Connections since the start.
        public var connections = 0
        /// Connections that were refused.
        public var refused = 0

        /// A proxy without sessions.
        public init(name: String, listen: [String], upstream: String) {
            self.name = name
            self.listen = listen
            self.upstream = upstream
        }
    }

    /// What was recorded since the start.
    public struct Recorder: Sendable {
        /// Statements.
        public var statements: UInt64 = 0
        /// Sessions that ended.
        public var sessions: UInt64 = 0
        /// Fingerprints in the Catalog.
        public var fingerprints = 0
        /// What was beyond a limit, by its kind.
        public var losses: [(kind: String, count: UInt64)] = []
        /// What the store's writer did, by its kind: `rows`, `blocks`, `bytes` ….
        public var store: [(kind: String, count: Int)] = []
        /// Why the last flush failed; nil when it went well.
        public var trouble: String?

        /// Nothing recorded yet.
        public init() {}
    }

    /// An interface.
    public struct Interface: Sendable {
        /// Its name.
        public var name: String
        /// What it is doing, in a word.
        public var state: String
        /// Whether packets are counted.
        public var isCapturing: Bool
        /// The kind of its frames.
        public var linkType = ""
        /// Packets and bytes that were looked at.
        public var packets: UInt64 = 0
        /// Bytes that were looked at.
        public var bytes: UInt64 = 0
        /// Packets that passed the filter, as the kernel counts them.
        public var received: UInt64 = 0
        /// Packets that the kernel dropped.
        public var dropped: UInt64 = 0
        /// Packets that the interface dropped.
        public var droppedByInterface: UInt64 = 0
        /// Flows in memory.
        public var flows = 0
        /// Packets in no flow, by the reason.
        public var issues: [(reason: String, count: UInt64)] = []
        /// What went wrong last.
        public var lastError: String?

        /// An interface of which nothing was seen yet.
        public init(name: String, state: String, isCapturing: Bool) {
            self.name = name
            self.state = state
            self.isCapturing = isCapturing
        }
    }
}
