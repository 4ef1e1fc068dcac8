import Arguments
import Query

/// `keddah statements`.
enum StatementsCommand {
    private static let by = Option<String?>(
        "by", value: "COLUMNS", completion: .named(CompletionKinds.moreColumns),
        "More columns to group by, such as user or application.")

    static let command = Command(
        "statements", "Shows what pg_stat_statements shows, over any period and by any dimension.",
        parameters: [by] + QueryFlags.common, example: "keddah statements --by user -f -1d -n 10"
    ) { invocation in
        let dimensions = invocation[by].map { $0.split(separator: ",").map(String.init) } ?? []
        var arguments = QueryArguments.statements(by: dimensions)
        QueryFlags.apply(invocation, to: &arguments)
        return try StoreQuestion(arguments: arguments).answer(invocation)
    }
}
