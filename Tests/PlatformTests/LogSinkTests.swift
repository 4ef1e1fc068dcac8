import Glibc
import Testing

@testable import Platform

@Suite struct LogSinkTests {
    private let record = LogRecord(level: .warning, message: "disk full", fields: [(name: "free", value: .integer(0))])

    /// A socket such as the system's log daemon has.
    private func daemon(at path: String) -> FileDescriptor {
        unlink(path)
        let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let bound = SocketAddress.unix(path).withSockaddr { Glibc.bind(number, $0, $1) }
        precondition(bound == 0, "cannot bind \(path)")
        return FileDescriptor(owning: number)
    }

    private func close(_ socket: consuming FileDescriptor) {}

    private func receive(_ socket: borrowing FileDescriptor) throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = try buffer.withUnsafeMutableBytes { try socket.read(into: $0) }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    @Test func `The system's log gets a datagram a record, also after it was started again`() throws {
        let path = "/tmp/keddah-syslog-\(getpid()).sock"
        defer { unlink(path) }
        let first = daemon(at: path)
        var sink = try LogSink(.syslog, syslogPath: path)
        let sent = sink.write(record, .text, at: 1_700_000_000_000_000)
        #expect(sent)
        let text = try receive(first)
        close(consume first)
        #expect(text.hasPrefix("<28>Nov 1"))
        #expect(text.hasSuffix(" keddah[\(getpid())]: disk full free=0"))
        let sentToNobody = sink.write(record, .text, at: 0)
        #expect(!sentToNobody)
        let second = daemon(at: path)
        let sentAgain = sink.write(record, .json, at: 1_700_000_000_000_000)
        #expect(sentAgain)
        let later = try receive(second)
        #expect(later.hasSuffix(#""level":"warning","message":"disk full","free":0}"#))
    }

    @Test func `A destination that cannot be opened says why`() {
        let missing = #expect(throws: SystemError.self) { _ = try LogSink(.syslog, syslogPath: "/nonexistent/log") }
        #expect(missing?.description == "connect /nonexistent/log: No such file or directory")
        let folder = #expect(throws: SystemError.self) { _ = try LogSink(.file(path: "/tmp")) }
        #expect(folder?.description == "open /tmp: Is a directory")
    }

    @Test func `A file keeps what it had`() throws {
        let path = "/tmp/keddah-log-append-\(getpid()).log"
        defer { unlink(path) }
        for _ in 0..<2 {
            var sink = try LogSink(.file(path: path))
            let written = sink.write(record, .text, at: 0)
            #expect(written)
        }
        let line = "1970-01-01T00:00:00.000Z warning disk full free=0\n"
        let file = try FileDescriptor.open(path, flags: O_RDONLY)
        let text = try receive(file)
        #expect(text == line + line)
    }
}
