import Glibc
import Platform
import Synchronization

/// A program that decompresses a capture file while it is read.
final class Decompression {
    private let program: String
    private let name: String
    private let child: Subprocess
    private let counter: Counter
    private var output: Int32

    /// The bytes that were given to the program; counted on a thread of their own.
    private final class Counter: Sendable {
        let bytes = Atomic<UInt64>(0)
    }

    /// The program for a file that begins with these (at least six) bytes, nil when it is not compressed.
    static func program(for bytes: UnsafeRawPointer) -> String? {
        if bytes.big16(0) == 0x1f8b { return "gzip" }
        switch bytes.big32(0) {
        case 0x28b5_2ffd: return "zstd"
        case 0x0422_4d18: return "lz4"
        case 0xfd37_7a58: return "xz"
        case 0x425a_6800...0x425a_68ff: return "bzip2"
        default: return nil
        }
    }

    /// Starts the program; it is given `head` and what is left of `rest`.
    init(_ program: String, head: [UInt8], rest: borrowing FileDescriptor, name: String) throws(CaptureError) {
        self.program = program
        self.name = name
        guard let path = Self.find(program) else {
            throw CaptureError(
                .access, "\(name) is compressed by \(program), which is not installed; install it, or decompress first")
        }
        do throws(SystemError) {
            let input = try Self.pair()
            let output = try Self.pair()
            var command = SubprocessCommand(path, ["-dc"])
            command.input = .descriptor(input.theirs)
            command.output = .descriptor(output.theirs)
            command.errorOutput = .null
            defer {
                close(input.theirs)
                close(output.theirs)
            }
            child = try command.start()
            self.output = output.ours
            let counter = Counter()
            self.counter = counter
            let source = fcntl(rest.number, F_DUPFD_CLOEXEC, 0)
            guard source >= 0 else { throw .last("read \(name)") }
            try Thread(name: "decompress") { Self.feed(head, source, to: input.ours, counter) }.detach()
        } catch {
            throw CaptureError(.access, "\(name): \(error)")
        }
    }

    deinit {
        if output >= 0 { close(output) }
        child.stop(killAfterMilliseconds: 1_000)
    }

    /// Bytes of the compressed file that were read.
    var bytesRead: UInt64 { counter.bytes.load(ordering: .relaxed) }

    /// What the program writes, once.
    func takeOutput() -> FileDescriptor {
        defer { output = -1 }
        return FileDescriptor(owning: output)
    }

    /// Checks that the program was content with the whole file.
    func checkEnd() throws(CaptureError) {
        guard child.wait() != .exited(0) else { return }
        throw CaptureError(.corrupt, "\(name): \(program) says that the compressed file is damaged or ends too early")
    }

    private static func find(_ program: String) -> String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/bin", "/bin"]
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    /// Sockets rather than pipes, because writing to one that was closed raises no signal.
    private static func pair() throws(SystemError) -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .last("socketpair") }
        return (ends[0], ends[1])
    }

    private static func feed(_ head: [UInt8], _ source: Int32, to target: Int32, _ counter: Counter) {
        defer {
            close(source)
            close(target)
        }
        var bytes = head
        var count = head.count
        while count > 0 {
            guard bytes.withUnsafeBytes({ sendAll($0[..<count], to: target) }) else { return }
            counter.bytes.add(UInt64(count), ordering: .relaxed)
            if bytes.count < 65_536 { bytes = [UInt8](repeating: 0, count: 65_536) }
            repeat {
                count = bytes.withUnsafeMutableBytes { read(source, $0.baseAddress, $0.count) }
            } while count < 0 && errno == EINTR
        }
    }

    private static func sendAll(_ bytes: Slice<UnsafeRawBufferPointer>, to target: Int32) -> Bool {
        var left = UnsafeRawBufferPointer(rebasing: bytes)
        while !left.isEmpty {
            let count = send(target, left.baseAddress, left.count, Int32(MSG_NOSIGNAL))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            left = UnsafeRawBufferPointer(rebasing: left.dropFirst(count))
        }
        return true
    }
}
