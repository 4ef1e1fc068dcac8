import CLinux
import Glibc

/// A program that can be started as a child process: what it is given and where its words go.
public struct SubprocessCommand: Sendable {
    /// What stands behind one of the child's descriptors 0 to 2.
    public enum Stream: Sendable, Equatable {
        /// What stands there in this process.
        case inherited
        /// Nothing: empty to read, and what is written is lost.
        case null
        /// A file, read as input and appended to as output; made when it is not there.
        case file(String)
        /// An open descriptor of this process.
        case descriptor(Int32)
    }

    /// The path of the program.
    public var path: String
    /// The name that it sees itself started by, and that `ps` shows; nil is the path.
    public var name: String?
    /// What follows the name.
    public var arguments: [String]
    /// Variables that differ from this process's own; nil takes one away.
    public var environment: [String: String?] = [:]
    /// The directory it runs in; nil is that of this process.
    public var directory: String?
    /// Standard input.
    public var input = Stream.null
    /// Standard output.
    public var output = Stream.inherited
    /// Standard error.
    public var errorOutput = Stream.inherited

    /// A program with its arguments.
    public init(_ path: String, _ arguments: [String] = []) {
        self.path = path
        self.arguments = arguments
    }

    /// Starts the program in a session of its own, so that Ctrl-C on a terminal reaches this process alone, which then
    /// ends its children in order.
    /// - Throws: the system's reason, with the path.
    public func start() throws(SystemError) -> Subprocess {
        let streams = [
            try Opened(input, 0, O_RDONLY), try Opened(output, 1, O_WRONLY | O_CREAT | O_APPEND),
            try Opened(errorOutput, 2, O_WRONLY | O_CREAT | O_APPEND),
        ]
        let numbers = streams.map(\.number)
        var process: Int32 = 0
        let reason = withExtendedLifetime(streams) {
            Self.withPointers([name ?? path] + arguments) { arguments in
                Self.withPointers(wholeEnvironment) { environment in
                    keddah_spawn(&process, path, arguments, environment, directory, numbers, 1)
                }
            }
        }
        guard reason == 0 else { throw SystemError(code: reason, operation: "start \(path)") }
        return try Subprocess(process)
    }

    /// One of the child's descriptors as this process has it.
    private final class Opened {
        private let file: FileDescriptor?
        let number: Int32

        init(_ stream: Stream, _ own: Int32, _ flags: Int32) throws(SystemError) {
            var file: FileDescriptor?
            switch stream {
            case .inherited: number = own
            case .descriptor(let other): number = other
            case .null:
                let opened = try FileDescriptor.open("/dev/null", flags: flags & ~O_CREAT)
                number = opened.number
                file = consume opened
            case .file(let path):
                let opened = try FileDescriptor.open(path, flags: flags)
                number = opened.number
                file = consume opened
            }
            self.file = file
        }
    }

    private var wholeEnvironment: [String] {
        var lines: [String] = []
        var next = environ
        while let line = next.pointee {
            let text = String(cString: line)
            let name = String(text.prefix { $0 != "=" })
            if environment.index(forKey: name) == nil { lines.append(text) }
            next += 1
        }
        return lines + environment.compactMap { name, value in value.map { "\(name)=\($0)" } }
    }

    /// The strings as C wants them: pointers, closed by a null pointer.
    private static func withPointers<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { body(UnsafePointer($0.baseAddress!)) }
    }
}
