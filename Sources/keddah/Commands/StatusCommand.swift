import Arguments

/// `keddah status`.
enum StatusCommand {
    static let command = Command(
        "status", "Shows what the running sensor is doing.",
        parameters: [SharedOptions.reportOutput, SharedOptions.store, SharedOptions.configuration],
        example: "keddah status -e json"
    ) { invocation in
        let store = try SharedOptions.storeDirectory(invocation)
        let client = try ControlClient(
            store: store, .status(json: invocation[SharedOptions.reportOutput] == .json))
        Terminal.write(try client.rest())
        return .success
    }
}
