import Arguments

/// `keddah tail`.
enum TailCommand {
    private static let rate = Option<Int>(
        "rate", "r", value: "N", default: 200,
        "At most so many statements a second; how many were left out is said each second.")

    static let command = Command(
        "tail", "Shows statements as they happen, until Ctrl-C.",
        discussion: """
            A line is the time, how long the statement took, its outcome, its user, database, application and client, \
            and its text. On a terminal it is cut where the terminal ends; `-e json` has all of it.
            """,
        parameters: [SharedOptions.reportOutput, rate, SharedOptions.store, SharedOptions.configuration],
        example: "keddah tail --rate 20"
    ) { invocation in
        guard invocation[rate] > 0 else {
            throw UsageError(path: ["keddah", "tail"], "--rate must be at least 1, not \(invocation[rate])")
        }
        let store = try SharedOptions.storeDirectory(invocation)
        let isJSON = invocation[SharedOptions.reportOutput] == .json
        let client = try ControlClient(store: store, .tail(json: isJSON, rate: invocation[rate]))
        while let line = try client.line() {
            Terminal.write((Terminal.isTerminal && !isJSON ? cut(line, to: Terminal.width) : line) + "\n")
        }
        return .success
    }

    private static func cut(_ line: String, to width: Int) -> String {
        line.count <= width ? line : line.prefix(max(0, width - 1)) + "…"
    }
}
