import Glibc

/// The terminal that a command talks to, if it does.
public enum Terminal {
    /// The columns of standard output's terminal, 80 when there is none.
    public static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether standard output is a terminal.
    public static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether nobody reads standard output any more, as with `| head`.
    public static var isAbandoned: Bool {
        var watched = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return poll(&watched, 1, 0) == 1 && watched.revents & Int16(POLLERR | POLLNVAL) != 0
    }

    /// Whether colours are welcome on standard output: it is a terminal and `NO_COLOR` is not set.
    public static var hasColor: Bool { isTerminal && getenv("NO_COLOR") == nil }

    /// Writes to standard output at once, so that nothing is lost in a crash.
    @Sendable public static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes to standard error at once.
    @Sendable public static func writeError(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var left = Array(text.utf8)[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            left = left.dropFirst(count)
        }
    }
}
