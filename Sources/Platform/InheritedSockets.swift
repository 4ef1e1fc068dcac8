import CLinux
import Glibc

/// Listening sockets that were open before this process began: a service manager's, or those of the program whose place
/// it took (the protocol of sd_listen_fds(3)). They come from number 3 on; how many, and for which process, stands in
/// the environment.
public final class InheritedSockets {
    private static let first: Int32 = 3
    private static let countVariable = "LISTEN_FDS"
    private static let processVariable = "LISTEN_PID"

    private var numbers: [Int32]

    /// Takes over what is meant for this process, once: the environment names them no longer.
    public init() {
        defer { for name in [Self.countVariable, Self.processVariable] { unsetenv(name) } }
        guard Self.number(Self.processVariable) == getpid(), let count = Self.number(Self.countVariable), count > 0,
            count < 1024
        else {
            numbers = []
            return
        }
        numbers = Array(Self.first..<Self.first + count)
        for number in numbers {
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
            _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        }
    }

    deinit { for number in numbers { close(number) } }

    private static func number(_ variable: String) -> Int32? { getenv(variable).flatMap { Int32(String(cString: $0)) } }

    /// The socket that listens on an address, or, when any free port was asked for, on one of the host's ports.
    public func claim(_ address: SocketAddress) -> Socket? {
        guard let index = numbers.firstIndex(where: { Self.listens($0, on: address) }) else { return nil }
        return Socket(owning: FileDescriptor(owning: numbers.remove(at: index)))
    }

    /// Where those that nobody has claimed listen, for people.
    public var addresses: [String] { numbers.map { Self.address($0)?.description ?? "descriptor \($0)" } }

    private static func address(_ number: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &length) }
        }
        return result == 0 ? SocketAddress(storage) : nil
    }

    private static func listens(_ number: Int32, on address: SocketAddress) -> Bool {
        guard let own = Self.address(number) else { return false }
        switch (own, address) {
        case (.v4(let host, _), .v4(let wanted, port: 0)): return host == wanted
        case (.v6(let high, let low, _, _), .v6(let wantedHigh, let wantedLow, port: 0, _)):
            return high == wantedHigh && low == wantedLow
        default: return own == address
        }
    }
}

/// Replaces this process by a program that goes on with its listening sockets, under the same process number.
public enum Successor {
    /// The program that this process runs, as it was called when it started.
    public static func ownProgram() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }

    /// Never returns when it succeeds.
    /// - Throws: the system's reason why the program could not be started; the sockets are open still.
    public static func start(
        _ program: String, _ arguments: [String], listening sockets: [Int32]
    ) throws(SystemError) -> Never {
        // Out of the way first: a socket may have a number that another one needs.
        let moved = sockets.map { fcntl($0, F_DUPFD_CLOEXEC, 3 + Int32(sockets.count)) }
        if moved.contains(-1) { throw .last("hand the listening sockets over") }
        for (index, number) in moved.enumerated() where dup2(number, 3 + Int32(index)) < 0 {
            throw .last("hand the listening sockets over")
        }
        setenv("LISTEN_FDS", "\(sockets.count)", 1)
        setenv("LISTEN_PID", "\(getpid())", 1)
        // Signals stay blocked: one that comes meanwhile reaches the successor as an event, and does not end it.
        var pointers = arguments.map { strdup($0) } + [nil]
        execv(program, &pointers)
        throw .last("start \(program)")
    }
}
