import FoundationEssentials
import TestSupport

/// The program as users start it.
enum Keddah {
    static let program: String = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/.build/debug/keddah"
    }()

    static func run(_ arguments: [String]) throws -> ChildProcess.Result {
        try ChildProcess.run([program] + arguments)
    }

    /// An answer of `keddah query -e json`.
    struct Answer: Decodable {
        struct Row: Decodable {
            let attributes: [String: String]
            let counters: [String: Double]
        }

        struct Summary: Decodable {
            struct Statistics: Decodable {
                let blocks_damaged: Int
            }

            let stats: Statistics
        }

        let rows: [Row]
        let summary: Summary
    }

    /// Asks a store.
    static func query(_ store: String, _ arguments: [String]) throws -> Answer {
        let result = try run(["query", "-d", store, "-e", "json"] + arguments)
        guard result.status == 0 else { throw Unavailable(result.errors) }
        return try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8))
    }
}
