import FoundationEssentials
import TestSupport

/// The program as users start it.
enum Keddah {
    /// Where the programs lie that were built with these tests, with the same sanitizer if any.
    static let folder = {
        let tests = CommandLine.arguments[0].split(separator: "/").dropLast()
        return "/" + tests.joined(separator: "/")
    }()

    static let program = folder + "/keddah"

    static func run(_ arguments: [String]) throws -> ChildProcess.Result {
        try ChildProcess.run([program] + arguments)
    }

    /// An answer of `keddah query -e json`.
    struct Answer: Decodable {
        struct Row: Decodable {
            private let dimensions: [String: Label]
            private let labels: [String: Label]?
            let counters: [String: Double]

            /// Dimensions and labels: texts as they are, numbers as texts.
            var attributes: [String: String] {
                dimensions.merging(labels ?? [:]) { dimension, _ in dimension }.mapValues(\.text)
            }

            private enum CodingKeys: String, CodingKey {
                case dimensions = "attributes"
                case labels, counters
            }
        }

        private struct Label: Decodable {
            let text: String

            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                if let text = try? value.decode(String.self) {
                    self.text = text
                } else {
                    text = String(try value.decode(UInt64.self))
                }
            }
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
