import PostgresWire

/// A start-up packet that no random search finds in a minute, and one that follows the code finds at once.
enum CanaryTarget {
    static func run(_ input: [UInt8]) {
        guard case .startup(_, let parameters)? = try? StartupPacket(input) else { return }
        hold(parameters.isEmpty, "the canary was found, as it should be")
    }
}
