/// What the demonstration asks the store, each question with the command that answers it.
enum DemoQuestions {
    struct Question {
        let heading: String
        let arguments: [String]
    }

    /// Questions about packets, where they may be captured.
    static func flows(port: UInt16) -> [Question] {
        [
            Question(
                heading: "Who talked to the database, and how much?",
                arguments: ["query", "-i", "lo", "-c", "dport = \(port)", "-n", "5", "sip,dip,dport,proto"]),
            Question(
                heading: "Who looked for open ports?",
                arguments: ["query", "--from", "incidents", "-c", "kind = port_scan", "source,kind,action,severity"]),
        ]
    }

    static let all = [
        Question(
            heading: "Which statements took the database's time?",
            arguments: ["statements", "-s", "duration", "-n", "8"]),
        Question(
            heading: "Who uses the database, and through which application?",
            arguments: ["query", "user,application,calls,rows,errors,p50,p99"]),
        Question(
            heading: "What failed, where, and why? (SQLSTATE)",
            arguments: ["query", "-c", "sqlstate != 00000", "application,user,sqlstate,fingerprint,calls"]),
        Question(
            heading: "What did the shop's own user run that it hardly ever runs?",
            arguments: [
                "query", "-c", "user = web & verb = select", "-a", "-n", "5", "application,fingerprint,calls,rows",
            ]),
        Question(
            heading: "Who tried passwords?",
            arguments: ["query", "--from", "sessions", "-c", "sqlstate = 28P01", "client,user,application,auth,count"]),
    ]
}
