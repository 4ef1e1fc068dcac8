import Glibc
import Platform
import TestSupport

/// Runs a test's body in a network of its own, where nobody else's packets are. A namespace belongs to a thread, and to
/// the threads and programs that it starts.
enum NetworkNamespace {
    private typealias Unshare = @convention(c) (Int32) -> Int32

    private static func unshare() -> Bool {
        guard let symbol = dlsym(nil, "unshare") else { return false }
        let newNetwork: Int32 = 0x4000_0000
        return unsafeBitCast(symbol, to: Unshare.self)(newNetwork) == 0
    }

    /// Whether this process may make networks.
    static let isPermitted: Bool = {
        let answer = Handoff<Bool>()
        guard let thread = try? Thread(name: "probe", { answer.give(unshare()) }) else { return false }
        thread.join()
        return answer.wait()
    }()

    /// Runs `body` where there is a loopback interface and nothing else.
    static func run(_ body: @escaping @Sendable () throws -> Void) throws {
        let result = Handoff<Result<Void, any Error>>()
        let thread = try Thread(name: "network") {
            result.give(
                Result {
                    guard unshare() else { throw Unavailable("no network namespace") }
                    try command("ip", "link", "set", "lo", "up")
                    try body()
                })
        }
        thread.join()
        try result.wait().get()
    }

    /// Runs a program that has to end well.
    @discardableResult
    static func command(_ words: String...) throws -> String {
        let result = try ChildProcess.run(words)
        guard result.status == 0 else { throw Unavailable("\(words): \(result.output)\(result.errors)") }
        return result.output
    }
}
