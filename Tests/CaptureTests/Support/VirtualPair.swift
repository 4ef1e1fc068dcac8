import TestSupport

/// Two hosts with a cable between them: this thread's network has the interface `near` (10.9.0.1, fd00::1), a network
/// beyond has the other end (10.9.0.2, fd00::2).
final class VirtualPair {
    private let keeper: ChildProcess

    init() throws {
        keeper = try ChildProcess(["unshare", "-n", "sh", "-c", "ip link set lo up; echo ready; read line"])
        guard wait(until: { keeper.output.contains("ready") }) else { throw Unavailable(keeper.errors) }
        try plug()
        try far("ip", "address", "add", "10.9.0.2/24", "dev", "far")
        try far("ip", "address", "add", "fd00::2/64", "dev", "far", "nodad")
        try far("ip", "link", "set", "far", "up")
    }

    /// Makes the cable and this end's addresses; the far end's, when it was there before, went with the cable.
    func plug() throws {
        try NetworkNamespace.command(
            "ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", "\(keeper.processID)")
        try NetworkNamespace.command("ip", "address", "add", "10.9.0.1/24", "dev", "near")
        try NetworkNamespace.command("ip", "address", "add", "fd00::1/64", "dev", "near", "nodad")
        try NetworkNamespace.command("ip", "link", "set", "near", "up")
    }

    /// Runs a program on the far host.
    @discardableResult
    func far(_ words: String...) throws -> String {
        let result = try ChildProcess.run(["nsenter", "-t", "\(keeper.processID)", "-n"] + words)
        guard result.status == 0 else { throw Unavailable("\(words): \(result.output)\(result.errors)") }
        return result.output
    }
}
