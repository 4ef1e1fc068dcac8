import Glibc

/// Where log records go.
public enum LogDestination: Sendable, Equatable {
    /// Standard error.
    case standardError
    /// The system's log, through its socket.
    case syslog
    /// A file that grows.
    case file(path: String)
}

/// An open destination. A record that cannot be written now is lost rather than waited for: the log never stops what it
/// tells about.
struct LogSink: ~Copyable {
    private static let syslogPath = "/dev/log"

    let destination: LogDestination
    private let syslogPath: String
    private var owned: FileDescriptor?

    /// Opens a destination.
    init(_ destination: LogDestination, syslogPath: String = LogSink.syslogPath) throws(SystemError) {
        self.destination = destination
        self.syslogPath = syslogPath
        try reopen()
    }

    /// Opens a file anew, which has been moved away, or the socket of a daemon that was started again.
    mutating func reopen() throws(SystemError) {
        switch destination {
        case .standardError: owned = nil
        case .syslog: owned = try Self.connect(syslogPath)
        case .file(let path): owned = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o640)
        }
    }

    /// Writes a record with one call, and says whether it got there.
    mutating func write(_ record: LogRecord, _ format: LogFormat, at time: UInt64) -> Bool {
        switch destination {
        case .standardError: Self.write(record.line(format, at: time), to: STDERR_FILENO)
        case .file: Self.write(record.line(format, at: time), to: number)
        case .syslog: send(record.datagram(format, at: time, program: "keddah"))
        }
    }

    /// The number of the descriptor that is open, -1 for none, which every call refuses.
    private var number: Int32 {
        switch owned {
        case .some(let descriptor): descriptor.number
        case .none: -1
        }
    }

    private static func write(_ line: [UInt8], to descriptor: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // Standard error may be a pipe that nobody empties; a file is always ready.
        guard Glibc.poll(&poll, 1, 0) == 1, poll.revents & Int16(POLLOUT) != 0 else { return false }
        return line.withUnsafeBytes { bytes in
            retryingInterrupts { Glibc.write(descriptor, bytes.baseAddress, bytes.count) } == bytes.count
        }
    }

    private mutating func send(_ datagram: [UInt8]) -> Bool {
        if trySend(datagram) { return true }
        // The daemon may have been started again, with a new socket in the old place.
        if currentErrno() == EAGAIN { return false }
        owned = try? Self.connect(syslogPath)
        return trySend(datagram)
    }

    private borrowing func trySend(_ datagram: [UInt8]) -> Bool {
        let number = number
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        return datagram.withUnsafeBytes { bytes in
            retryingInterrupts { Glibc.send(number, bytes.baseAddress, bytes.count, flags) } == bytes.count
        }
    }

    private static func connect(_ path: String) throws(SystemError) -> FileDescriptor {
        let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw .last("socket") }
        let descriptor = FileDescriptor(owning: number)
        let result = SocketAddress.unix(path).withSockaddr { Glibc.connect(number, $0, $1) }
        guard result == 0 else { throw .last("connect \(path)") }
        return descriptor
    }
}
