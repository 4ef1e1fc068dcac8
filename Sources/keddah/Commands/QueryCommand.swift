import Arguments
import ColumnStore
import Glibc
import Platform
import Query

/// `keddah query`.
enum QueryCommand {
    static let columns = Argument<String?>(
        optional: "COLUMNS", completion: .named(CompletionKinds.columns),
        "The columns to group by, separated by commas, and counters to show; or list, or examples.")
    private static let listed = Argument<String?>(
        optional: "IFACES", completion: .named(CompletionKinds.interfaces),
        "With list: the interfaces, as -i takes them.")
    private static let stored = Option<String?>(
        "stored-query", value: "FILE", completion: .file,
        "Take the query from a JSON file, - for standard input; flags come on top.")
    private static let log = Option<String?>(
        "query-log", aliases: ["query.log"], value: "FILE", completion: .file,
        "Note the query in a file; else one with a caller is noted in the store's query.log.")

    static let command = Command(
        "query", "Asks the store: sums the counters of all rows, grouped by columns.",
        discussion: """
            The columns of statements are time, sensor, proxy, client, user, database, application, fingerprint, verb, \
            sqlstate and latency, and the counters calls, rows, bytes_in, bytes_out, duration, errors, mean, p50, p95 \
            and p99. Those of sessions are time, sensor, proxy, client, client_port, user, database, application, \
            backend_pid, auth, tls and sqlstate, and count, statements, bytes_in, bytes_out, duration, errors and \
            mean. Those of flows are time, sensor, iface, sip, dip, sport, dport and proto, and packets_rcvd, \
            packets_sent, bytes_rcvd and bytes_sent; talk_src, talk_dst, talk_conv, apps_port, agg_talk_port and raw \
            are sets of columns. docs/query.md has the whole grammar.

            `keddah query list` shows the interfaces that the store has flows of, with their totals; `keddah query \
            examples` shows what can be asked.
            """,
        parameters: [columns, listed] + QueryFlags.all + [stored, log],
        example:
            "keddah query --from statements -c 'database = shop & sqlstate != 00000' -f -1d client,user,fingerprint"
    ) { invocation in
        if invocation[columns] == "list" { return try list(invocation) }
        if let extra = invocation[listed] {
            throw UsageError(path: invocation.path, "\"\(extra)\" is one argument too many")
        }
        if invocation[columns] == "examples" {
            Terminal.write(QueryExamples.text)
            return .success
        }
        var query = try query(invocation)
        QueryFlags.applyAll(invocation, to: &query.arguments)
        var question = StoreQuestion(arguments: query.arguments)
        question.output = query.output
        question.caller = query.caller
        question.log = invocation[log]
        return try question.answer(invocation)
    }

    /// The query of a file, of the columns, or of both.
    private static func query(_ invocation: Invocation) throws -> StoredQuery {
        guard let path = invocation[stored] else {
            guard let columns = invocation[columns] else {
                throw UsageError(path: invocation.path, "COLUMNS is missing: what to group by, such as sip,dip")
            }
            return StoredQuery(columns: columns)
        }
        var query: StoredQuery
        do {
            query = try StoredQuery(json: try bytes(of: path))
        } catch let error as QueryError {
            throw QueryError(error.code, "\(path == "-" ? "standard input" : path): \(error.message)")
        }
        if let columns = invocation[columns] { query.arguments.columns = columns }
        return query
    }

    /// A stored query is small; what is not is none.
    private static func bytes(of path: String) throws -> [UInt8] {
        let most = 1 << 20
        let file = path == "-" ? try standardInput() : try FileDescriptor.open(path, flags: O_RDONLY)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try file.read(into: &chunk)
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= most else { throw QueryError(.argument, "a stored query has at most \(most) bytes") }
        }
    }

    private static func standardInput() throws(SystemError) -> FileDescriptor {
        let number = dup(STDIN_FILENO)
        guard number >= 0 else { throw .last("read standard input") }
        return FileDescriptor(owning: number)
    }

    /// `keddah query list`
    private static func list(_ invocation: Invocation) throws -> ExitStatus {
        var arguments = QueryArguments(columns: "iface")
        QueryFlags.applyAll(invocation, to: &arguments)
        let text = invocation[listed] ?? arguments.interfaces
        let selection = try text.map { try InterfaceSelection($0) }
        let directory = try SharedOptions.storeDirectory(invocation)
        try StoreQuestion.flushSensor(directory)
        let summary = try InterfaceSummary(reader: try StoreReader(directory: directory))
        for damage in summary.damage { Terminal.writeError("keddah: left out what is damaged: \(damage)\n") }
        Terminal.write(try InterfaceTable(summary, selection: selection).printed(arguments.format))
        return .success
    }
}
