package import Glibc
import Platform
import Synchronization

/// Another program, run by a test; it ends with this object at the latest.
package final class ChildProcess: Sendable {
    /// How a program ended, and what it wrote.
    package struct Result: Sendable {
        /// The exit status, or 128 and the signal's number.
        package let status: Int32
        package let output: String
        package let errors: String
    }

    package let processID: pid_t
    private let name: String
    private let outputFile: OwnFile
    private let errorFile: OwnFile
    /// Our end of its standard input; the program sees the end of it when we let go, also when this process dies.
    private let input = Mutex<Int32>(-1)
    private let status = Mutex<Int32?>(nil)

    /// Starts a program with the environment of this process and more.
    package init(_ arguments: [String], environment: [String: String] = [:]) throws {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SystemError.last("socketpair") }
        name = arguments.joined(separator: " ")
        outputFile = try OwnFile()
        errorFile = try OwnFile()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, file) in [ends[1], outputFile.number, errorFile.number].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
        }
        processID = try Self.spawn(arguments, environment, &actions)
        close(ends[1])
        input.withLock { $0 = ends[0] }
    }

    private static func spawn(
        _ arguments: [String], _ more: [String: String], _ actions: inout posix_spawn_file_actions_t
    ) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var variables = more.map { strdup("\($0.key)=\($0.value)") }
        var place = environ
        while let variable = place.pointee {
            let name = String(cString: variable).prefix { $0 != "=" }
            if more[String(name)] == nil { variables.append(strdup(variable)) }
            place += 1
        }
        var words = arguments.map { strdup($0) }
        defer { for word in words + variables { free(word) } }
        words.append(nil)
        variables.append(nil)
        var identifier = pid_t()
        let code = posix_spawnp(&identifier, arguments[0], &actions, &attributes, words, variables)
        guard code == 0 else { throw SystemError(code: code, operation: "run \(arguments[0])") }
        return identifier
    }

    deinit {
        closeInput()
        if poll() == nil {
            kill(processID, SIGKILL)
            waitpid(processID, nil, 0)
        }
    }

    /// Runs a program to its end.
    /// - Throws: `Unavailable` when it takes too long.
    package static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil, seconds: Double = 60
    ) throws -> Result {
        let process = try ChildProcess(arguments, environment: environment)
        if let input { process.write(input) }
        process.closeInput()
        return try process.wait(seconds: seconds)
    }

    /// What it wrote so far.
    package var output: String { outputFile.text }
    package var errors: String { errorFile.text }
    /// Whether it has not ended.
    package var isRunning: Bool { poll() == nil }

    /// Sends it a signal.
    package func signal(_ number: Int32) { if isRunning { kill(processID, number) } }

    /// Writes to its standard input.
    package func write(_ text: String) {
        let bytes = Array(text.utf8)
        input.withLock { number in
            var offset = 0
            while offset < bytes.count {
                let rest = bytes[offset...]
                let count = rest.withUnsafeBytes { send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if count <= 0 { return }
                offset += count
            }
        }
    }

    /// Ends its standard input.
    package func closeInput() {
        input.withLock { number in
            if number >= 0 { close(number) }
            number = -1
        }
    }

    /// Waits for its end.
    /// - Throws: `Unavailable` when it takes longer than so many seconds.
    package func wait(seconds: Double = 60) throws -> Result {
        var ended: Int32?
        TestSupport.wait(seconds: seconds) {
            ended = poll()
            return ended != nil
        }
        guard let ended else {
            throw Unavailable("\(name) did not end within \(seconds) s\n\(output)\(errors)")
        }
        return Result(status: ended, output: output, errors: errors)
    }

    private func poll() -> Int32? {
        status.withLock { status in
            if let status { return status }
            var raw: Int32 = 0
            guard waitpid(processID, &raw, WNOHANG) == processID else { return nil }
            status = raw & 0x7f == 0 ? raw >> 8 & 0xff : 128 + raw & 0x7f
            return status
        }
    }
}

/// A file without a name.
private final class OwnFile: Sendable {
    private let descriptor: FileDescriptor
    var number: Int32 { descriptor.number }

    init() throws(SystemError) {
        var template = Array("/tmp/keddah-output-XXXXXX".utf8CString)
        let number = mkstemp(&template)
        guard number >= 0 else { throw .last("mkstemp") }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        unlink(template)
        descriptor = FileDescriptor(owning: number)
    }

    var text: String {
        var bytes = [UInt8](repeating: 0, count: Int(lseek(number, 0, SEEK_END)))
        // Reading moves no offset: the program appends with the same one.
        let count = bytes.withUnsafeMutableBytes { pread(number, $0.baseAddress, $0.count, 0) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
