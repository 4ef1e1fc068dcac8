import Arguments

/// `keddah tail`.
enum TailCommand {
    private static let rate = Option<Int>(
        "rate", "r", value: "N", default: 200,
        "At most so many statements a second; how many were left out is said each second.")

    static let command = Command(
        "tail", "Shows statements as they happen, until Ctrl-C.",
        parameters: [SharedOptions.reportOutput, rate, SharedOptions.store, SharedOptions.configuration],
        example: "keddah tail --rate 20"
    ) { invocation in
        guard invocation[rate] > 0 else {
            throw UsageError(path: ["keddah", "tail"], "--rate must be at least 1, not \(invocation[rate])")
        }
        let store = try SharedOptions.storeDirectory(invocation)
        let client = try ControlClient(
            store: store, .tail(json: invocation[SharedOptions.reportOutput] == .json, rate: invocation[rate]))
        while let line = try client.line() { Terminal.write(line + "\n") }
        return .success
    }
}
