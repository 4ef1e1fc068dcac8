import Arguments
import Query

/// `keddah query`.
enum QueryCommand {
    private static let columns = Argument<String>(
        "COLUMNS", "The columns to group by, separated by commas, and counters to show.")

    static let command = Command(
        "query", "Asks the store: sums the counters of all rows, grouped by columns.",
        discussion: """
            The columns of statements are time, sensor, proxy, client, user, database, application, fingerprint, verb, \
            sqlstate and latency, and the counters calls, rows, bytes_in, bytes_out, duration, errors, mean, p50, p95 \
            and p99. Those of sessions are time, sensor, proxy, client, client_port, user, database, application, \
            backend_pid, auth, tls and sqlstate, and count, statements, bytes_in, bytes_out, duration, errors and \
            mean. docs/query.md has the whole grammar.
            """,
        parameters: [columns] + QueryFlags.all,
        example:
            "keddah query --from statements -c 'database = shop & sqlstate != 00000' -f -1d client,user,fingerprint"
    ) { invocation in
        var arguments = QueryArguments(columns: invocation[columns], table: invocation[QueryFlags.from])
        QueryFlags.apply(invocation, to: &arguments)
        return try StoreQuestion.answer(arguments, invocation)
    }
}
