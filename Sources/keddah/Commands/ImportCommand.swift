import Arguments
import Bytes
import Configuration
import Glibc
import Import
import Observations
import Platform

/// `keddah import`.
enum ImportCommand {
    static let command = Command(
        "import", "Brings rows from files into the store.", options: [SharedOptions.configuration],
        example: "keddah import csv flows.csv -i eth0", subcommands: [csv, CaptureCommand.importing])

    private static let file = Argument<String>("FILE", completion: .file, "The file; - is standard input.")
    private static let table = Option<String>(
        "table", value: "TABLE", default: TableSchema.flows.name, completion: .named(CompletionKinds.table),
        "The table that the rows go to.")
    private static let interface = Option<String?>(
        "interface", "i", aliases: ["iface"], value: "IFACE", completion: .named(CompletionKinds.interfaces),
        "The interface of all rows, where the file has no column iface.")
    private static let schema = Option<String?>(
        "schema", value: "COLUMNS",
        "The names of the file's columns, separated by commas, where it does not begin with them.")
    private static let ignored = Option<String?>(
        "ignore", value: "COLUMNS", "Columns of the file to leave out, separated by commas.")
    private static let rows = Option<Int?>("max-rows", "n", value: "N", "Stop after so many rows of the file.")
    private static let restart = Option<Bool>(flag: "restart", nil, "Begin an unfinished import of the file anew.")
    private static let again = Option<Bool>(flag: "again", nil, "Import a file once more that was imported.")
    private static let threads = Option<Int>("threads", value: "N", default: 0, "Cores to use; 0 for all.")

    private static let csv = Command(
        "csv", "Imports comma-separated values, whose rows are in the order of their times.",
        discussion: """
            The first line names the columns, in any order; goConvert's `# HEADER: …`, goProbe's export and what \
            `keddah query -e csv` prints are understood. Times are seconds since 1970 or RFC 3339. An import that was \
            interrupted goes on where it stopped when it is started again, and no row is missed or doubled. A sensor \
            must not run on the store meanwhile. docs/import.md has the details.
            """,
        parameters: [
            file, interface, table, schema, ignored, rows, restart, again, threads, SharedOptions.store,
        ],
        example: "keddah import csv flows.csv -i eth0 -d keddah-data"
    ) { invocation in
        let options = try options(invocation)
        let name = invocation[file]
        let store = try SharedOptions.storeDirectory(invocation)
        // One that waits for its input is just ended.
        let signals = name == "-" ? nil : try Signals([SIGINT, SIGTERM])
        let display = ImportDisplay(name)
        let csv = try CSVImport(name, store: store, options: options)
        var signal: Int32?
        let result = try csv.run(progress: display.show) {
            signal = signal ?? signals?.next()
            return signal != nil
        }
        display.end(result, options, store: store)
        return signal.map { ExitStatus(rawValue: 128 + $0) } ?? .success
    }

    private static func options(_ invocation: Invocation) throws(UsageError) -> ImportOptions {
        func usage(_ message: String) -> UsageError { UsageError(path: invocation.path, message) }
        let name = invocation[table]
        guard let schema = TableSchema.all.first(where: { $0.name == name.lowercased() }) else {
            let names = TableSchema.all.map(\.name)
            let hint = NearestName.find(name, among: names).map { "did you mean \($0)?" }
            throw usage("there is no table \"\(name)\": \(hint ?? "there are " + names.joined(separator: ", "))")
        }
        var options = ImportOptions(table: schema)
        options.columns = invocation[Self.schema].map(names)
        options.ignored = Set(invocation[ignored].map(names) ?? [])
        options.interface = invocation[interface]
        options.maxRows = invocation[rows]
        options.restarts = invocation[restart]
        options.again = invocation[again]
        options.threads = invocation[threads]
        guard options.maxRows ?? 1 >= 1 else { throw usage("--max-rows must be at least 1") }
        guard options.threads >= 0 else { throw usage("--threads must not be negative") }
        return options
    }

    /// A list as it is typed; blanks around names do not count.
    private static func names(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
