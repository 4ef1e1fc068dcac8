public import Synchronization

/// The sensor's log: records with a level, a message and fields, each written by one system call.
///
/// Neither message nor fields are built when their level is off. Any thread may log.
public final class Log: Sendable {
    /// What the fields of a record are written as: `["client": address, "sessions": 12]`.
    public typealias Fields = KeyValuePairs<String, any LogValue>
    /// Wall-clock microseconds and monotonic nanoseconds.
    typealias Time = @Sendable () -> (wall: UInt64, monotonic: UInt64)

    private struct State: ~Copyable {
        var sink: LogSink
        var format: LogFormat
        var limits: [String: LogLimit] = [:]
        var lost = 0
    }

    /// The log of the process: to standard error as text, from info on, until it is configured.
    public static let shared = Log()

    @usableFromInline let threshold: Atomic<UInt8>
    private let state: Mutex<State>
    private let time: Time

    /// A log to standard error.
    public convenience init() {
        guard let sink = try? LogSink(.standardError) else { preconditionFailure("standard error needs no opening") }
        self.init(sink, .text, .info)
    }

    init(
        _ sink: consuming sending LogSink, _ format: LogFormat, _ level: LogLevel,
        time: @escaping Time = { (Clock.wall(), Clock.monotonic()) }
    ) {
        threshold = Atomic(level.rawValue)
        state = Mutex(State(sink: sink, format: format))
        self.time = time
    }

    /// Changes where records go, in what form, and which; when the destination cannot be opened, nothing changes.
    public func configure(level: LogLevel, format: LogFormat, destination: LogDestination) throws(SystemError) {
        let sink = try LogSink(destination)
        replace(sink, format)
        threshold.store(level.rawValue, ordering: .relaxed)
    }

    private func replace(_ sink: consuming sending LogSink, _ format: LogFormat) {
        var sink: LogSink? = consume sink
        state.withLock { state in
            if let new = sink.take() { state.sink = new }
            state.format = format
        }
    }

    /// Opens the log's file anew, after it has been moved away.
    public func reopen() throws(SystemError) {
        let failure = state.withLock { state -> SystemError? in
            do throws(SystemError) {
                try state.sink.reopen()
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Whether records of a level are written.
    @inlinable
    public func isEnabled(_ level: LogLevel) -> Bool { level.rawValue >= threshold.load(ordering: .relaxed) }

    /// Writes a record, if its level is on.
    @inlinable
    public func write(
        _ level: LogLevel, _ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]
    ) {
        if isEnabled(level) { emit(level, message(), fields()) }
    }

    /// Writes what only somebody who looks for a fault wants to see.
    @inlinable
    public func debug(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        if isEnabled(.debug) { emit(.debug, message(), fields()) }
    }

    /// Writes what happened as it should.
    @inlinable
    public func info(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        if isEnabled(.info) { emit(.info, message(), fields()) }
    }

    /// Writes what somebody should look at.
    @inlinable
    public func warning(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        if isEnabled(.warning) { emit(.warning, message(), fields()) }
    }

    /// Writes what did not work.
    @inlinable
    public func error(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> Fields = [:]) {
        if isEnabled(.error) { emit(.error, message(), fields()) }
    }

    /// A way to write records of one `key` at most once in so many seconds; the next one that is written says how many
    /// were suppressed meanwhile. Keys are few: a kind of trouble, and at most the name of what is configured.
    public func limited(_ key: String, every seconds: Int) -> LimitedLog {
        LimitedLog(log: self, key: key, seconds: seconds)
    }

    /// The number of records that were suppressed since the last one, nil when this one is to be suppressed too.
    @usableFromInline
    func admit(_ key: String, every seconds: Int) -> Int? {
        let now = time().monotonic
        return state.withLock { $0.limits[key, default: LogLimit()].admit(at: now, every: seconds) }
    }

    /// Writes a record whose level is on.
    @usableFromInline
    func emit(_ level: LogLevel, _ message: String, _ fields: Fields, suppressed: Int = 0) {
        var written = fields.map { (name: $0.key, value: $0.value.logField) }
        if suppressed > 0 { written.append((name: "suppressed", value: suppressed.logField)) }
        let record = LogRecord(level: level, message: message, fields: written)
        let wall = time().wall
        state.withLock { state in
            guard state.sink.write(record, state.format, at: wall) else {
                state.lost += 1
                return
            }
            if state.lost > 0 { Self.reportLost(&state, at: wall) }
        }
    }

    private static func reportLost(_ state: inout State, at wall: UInt64) {
        let fields = [(name: "records", value: state.lost.logField)]
        let record = LogRecord(level: .warning, message: "log records were lost", fields: fields)
        if state.sink.write(record, state.format, at: wall) { state.lost = 0 }
    }
}
