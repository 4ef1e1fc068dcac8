import Arguments
import ColumnStore
import Configuration
import Observations
import Platform

/// Names that the store of a command line has. What cannot be read has none: a shell waits for the answer.
struct StoreNames {
    private let directory: String?

    /// How long the store is read, in nanoseconds.
    private static let patience: UInt64 = 15_000_000

    init(_ request: CompletionRequest) {
        if let directory = request.text(of: SharedOptions.store) {
            self.directory = directory
        } else {
            directory = try? Configuration.load(request.text(of: SharedOptions.configuration)).configuration.store.path
        }
    }

    /// The interfaces of the newest flows.
    var interfaces: [String] {
        let schema = TableSchema.flows
        guard let directory, let reader = try? StoreReader(directory: directory),
            let column = schema.index(of: "iface"),
            let snapshot = try? reader.snapshot(of: schema, from: 0, to: .max)
        else { return [] }
        let deadline = Clock.monotonic() + Self.patience
        var names: Set<String> = []
        for source in snapshot.sources.reversed() {
            if case .strings(_, let dictionary)?? = (try? source.read(columns: [column]))?.columns[column] {
                names.formUnion(dictionary)
            }
            if Clock.monotonic() > deadline { break }
        }
        return names.sorted()
    }
}
