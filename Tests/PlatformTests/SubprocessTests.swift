import Glibc
import Testing

@testable import Platform

@Suite struct SubprocessTests {
    private func shell(_ script: String) throws -> Subprocess {
        try SubprocessCommand("/bin/sh", ["-c", script]).start()
    }

    @Test func `Its status is told, as often as one asks`() throws {
        let child = try shell("exit 7")
        #expect(child.wait() == .exited(7))
        #expect(child.wait() == .exited(7))
        #expect(child.end == .exited(7))
    }

    @Test func `One that runs has no end yet`() throws {
        let child = try shell("exec cat /dev/zero >/dev/null")
        #expect(child.end == nil)
        #expect(child.wait(atMostMilliseconds: 1) == nil)
        #expect(child.stop(killAfterMilliseconds: 10_000) == .killed(SIGTERM))
    }

    @Test func `One that does not listen is killed`() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let read = FileDescriptor(owning: ends[0])
        let write = FileDescriptor(owning: ends[1])
        var command = SubprocessCommand("/bin/sh", ["-c", "trap '' TERM; echo; exec cat /dev/zero >/dev/null"])
        command.output = .descriptor(write.number)
        let child = try command.start()
        // Its word that it ignores the signal from now on.
        var word: [UInt8] = [0]
        #expect(try read.read(into: &word) == 1)
        #expect(child.stop(SIGTERM, killAfterMilliseconds: 200) == .killed(SIGKILL))
    }

    @Test func `A signal after its end reaches nobody`() throws {
        let child = try shell("exit 0")
        child.wait()
        child.send(SIGKILL)
        #expect(child.end == .exited(0))
    }
}
