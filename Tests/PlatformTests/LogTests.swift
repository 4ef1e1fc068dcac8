import Glibc
import Synchronization
import Testing

@testable import Platform

/// A log file of a test's own, gone with it.
private final class LogFile: Sendable {
    let path = "/tmp/keddah-log-\(getpid())-\(UInt64.random(in: 0 ... .max)).log"

    deinit { unlink(path) }

    func log(_ format: LogFormat = .text, _ level: LogLevel = .info, time: Clockwork = Clockwork()) throws -> Log {
        Log(try LogSink(.file(path: path)), format, level, time: { time.now })
    }

    var text: String {
        guard let file = try? FileDescriptor.open(path, flags: O_RDONLY) else { return "" }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = buffer.withUnsafeMutableBytes { (try? file.read(into: $0)) ?? 0 }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}

/// A clock that stands still until it is told otherwise.
private final class Clockwork: Sendable {
    private let seconds = Atomic<UInt64>(0)

    var now: (wall: UInt64, monotonic: UInt64) {
        let passed = seconds.load(ordering: .relaxed)
        return (1_700_000_000_123_456 + passed * 1_000_000, passed * 1_000_000_000)
    }

    func pass(seconds count: UInt64) { seconds.add(count, ordering: .relaxed) }
}

@Suite struct LogTests {
    private let file = LogFile()

    @Test func `A record is a line with its time, level, message and fields`() throws {
        let log = try file.log()
        log.info("session refused", ["client": "10.0.0.1", "sessions": 12, "share": 0.5, "tls": false])
        log.error("cannot write")
        #expect(
            file.text == """
                2023-11-14T22:13:20.123Z info session refused client=10.0.0.1 sessions=12 share=0.5 tls=false
                2023-11-14T22:13:20.123Z error cannot write

                """)
    }

    @Test func `JSON has the same in an object a line`() throws {
        let log = try file.log(.json)
        log.warning("slow", ["user": "a\"b\n", "raw": [0x61, 0xff] as [UInt8], "took": Duration.milliseconds(1500)])
        #expect(
            file.text == #"{"time":"2023-11-14T22:13:20.123Z","level":"warning","message":"slow","#
                + #""user":"a\"b\n","raw":"a\#u{fffd}","took":1.5}"# + "\n")
    }

    @Test func `What is below the level is not even built`() throws {
        let log = try file.log(.text, .warning)
        let built = Atomic(0)
        func message() -> String {
            built.add(1, ordering: .relaxed)
            return "built"
        }
        log.debug(message())
        log.info(message(), ["a": message()])
        log.limited("x", every: 1).info(message())
        #expect(built.load(ordering: .relaxed) == 0)
        #expect(file.text.isEmpty)
        log.warning(message())
        log.error(message())
        #expect(built.load(ordering: .relaxed) == 2)
        #expect(log.isEnabled(.warning) && !log.isEnabled(.info))
    }

    @Test func `What comes too often is suppressed and counted`() throws {
        let clock = Clockwork()
        let log = try file.log(time: clock)
        for _ in 0..<5 { log.limited("full", every: 10).warning("table full", ["rows": 1]) }
        log.limited("other", every: 10).warning("something else")
        clock.pass(seconds: 9)
        log.limited("full", every: 10).warning("table full")
        clock.pass(seconds: 1)
        log.limited("full", every: 10).warning("table full")
        clock.pass(seconds: 10)
        log.limited("full", every: 10).warning("table full")
        let lines = file.text.split(separator: "\n").map { $0.dropFirst(25) }
        #expect(
            lines == [
                "warning table full rows=1", "warning something else", "warning table full suppressed=5",
                "warning table full",
            ])
    }

    @Test func `A file that was moved away is opened anew`() throws {
        let log = try file.log()
        log.info("one")
        #expect(rename(file.path, file.path + ".1") == 0)
        log.info("two")
        #expect(file.text.isEmpty)
        try log.reopen()
        log.info("three")
        #expect(file.text.hasSuffix("info three\n") && !file.text.contains("two"))
        unlink(file.path + ".1")
    }

    @Test func `Configuring changes level, form and place, or nothing`() throws {
        let log = Log()
        try log.configure(level: .error, format: .json, destination: .file(path: file.path))
        log.warning("no")
        log.error("yes")
        #expect(file.text.contains(#""level":"error","message":"yes"}"#) && !file.text.contains("no\""))
        #expect(throws: SystemError.self) {
            try log.configure(level: .debug, format: .text, destination: .file(path: "/nonexistent/k.log"))
        }
        #expect(!log.isEnabled(.debug))
        log.error("still here")
        #expect(file.text.contains("still here"))
    }

    @Test func `Lines of many threads do not mix`() throws {
        let log = try file.log()
        let threads = try (0..<4).map { number in
            try Thread(name: "log \(number)") {
                for line in 0..<250 { log.info("x", ["thread": number, "line": line]) }
            }
        }
        for thread in threads { thread.join() }
        let lines = file.text.split(separator: "\n")
        #expect(lines.count == 1000)
        #expect(Set(lines).count == 1000)
        #expect(lines.allSatisfy { $0.contains(" info x thread=") })
    }
}
