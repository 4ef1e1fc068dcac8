import Arguments
import ColumnStore
import Configuration
import Glibc
import Observations
import Platform
import Query

/// Names that the store of a command line has. What cannot be read has none: a shell waits for the answer.
struct StoreNames {
    private let directory: String?

    /// How many days, and pieces of them, are looked at: a shell waits for the answer.
    private static let mostDays = 7
    private static let mostPieces = 100

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
            let column = schema.index(of: "iface")
        else { return [] }
        var names: Set<String> = []
        var left = Self.mostPieces
        for day in days(directory + "/" + schema.name).prefix(Self.mostDays) where left > 0 {
            guard let snapshot = try? reader.snapshot(of: schema, from: day, to: day + 86_399) else { continue }
            for source in snapshot.sources.suffix(left) {
                if let summary = source.summary {
                    names.formUnion(summary.map(\.name))
                } else if case .strings(_, let dictionary)?? = (try? source.read(columns: [column]))?.columns[column] {
                    names.formUnion(dictionary)
                }
            }
            left -= snapshot.sources.count
        }
        return names.sorted()
    }

    /// The beginnings of the days that a table has, the newest first; today too, whose rows may be in no block yet.
    private func days(_ table: String) -> [UInt64] {
        var days: Set<UInt64> = [Clock.seconds() / 86_400 * 86_400]
        guard let entries = opendir(table) else { return [] }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.utf8.count == 10, name.hasPrefix("1") || name.hasPrefix("2") else { continue }
            if let day = try? TimeExpression.parse(name, now: 0, zone: .utc) { days.insert(day) }
        }
        return days.sorted(by: >)
    }
}
