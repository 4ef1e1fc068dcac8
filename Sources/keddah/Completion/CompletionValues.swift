import Arguments
import Configuration
import Observations
import Query
import SQLText

/// What may stand where a value is typed: tables, columns, conditions, interfaces.
enum CompletionValues {
    static func answer(_ request: CompletionRequest) -> CompletionAnswer {
        switch request.name {
        case CompletionKinds.table: return words(TableSchema.all.map(\.name), request)
        case CompletionKinds.columns:
            let others = ["list", "examples"].filter { !request.value.isEmpty && $0.hasPrefix(request.value) }
            let lists = ColumnCompletion.candidates(request.value, table: request.text(of: QueryFlags.from)) + others
            return CompletionAnswer(lists.map { CompletionCandidate($0) }, goesOn: true)
        case CompletionKinds.moreColumns:
            let lists = ColumnCompletion.candidates(request.value, table: TableSchema.statements.name)
            return CompletionAnswer(lists.map { CompletionCandidate($0) }, goesOn: true)
        case CompletionKinds.sort: return words(ColumnCompletion.sortNames(table(request)), request)
        case CompletionKinds.condition:
            let completion = ConditionCompletion(schema: table(request)) { attribute, column in
                values(attribute, column, request)
            }
            return CompletionAnswer(
                completion.candidates(request.value).map { CompletionCandidate($0) }, goesOn: true)
        case CompletionKinds.interfaces: return interfaces(request)
        default: return CompletionAnswer()
        }
    }

    private static func words(_ words: [String], _ request: CompletionRequest) -> CompletionAnswer {
        CompletionAnswer(words.filter { $0.hasPrefix(request.value) }.map { CompletionCandidate($0) })
    }

    /// The table that the command line asks: by its name, else by the columns and what else stands there.
    private static func table(_ request: CompletionRequest) -> TableSchema {
        if request.path.last == StatementsCommand.command.name { return .statements }
        let columns = request.text(of: QueryCommand.columns)
        let tables = ColumnCompletion.tables(request.text(of: QueryFlags.from), columns: columns ?? "")
        // Interfaces have flows alone, and who names one means them.
        if request.text(of: QueryFlags.from) == nil, columns == nil, tables.contains(.flows),
            request.name == CompletionKinds.condition || request.name == CompletionKinds.sort
        {
            let isAboutStatements = ["user", "database", "sqlstate"].contains {
                request.value.lowercased().hasPrefix($0)
            }
            return isAboutStatements ? .statements : .flows
        }
        return tables.first ?? .statements
    }

    private static func interfaces(_ request: CompletionRequest) -> CompletionAnswer {
        let value = request.value
        let cut = value.lastIndex { $0 == "," || $0 == "!" }.map { value.index(after: $0) } ?? value.startIndex
        let head = value[..<cut]
        let taken = Set(value.split { $0 == "," || $0 == "!" }.map(String.init))
        let names = StoreNames(request).interfaces + ["any"]
        let fitting = names.filter { $0.hasPrefix(value[cut...]) && ($0 == value[cut...] || !taken.contains($0)) }
        return CompletionAnswer(fitting.map { CompletionCandidate(head + $0) }, goesOn: true)
    }

    /// The values of an attribute that can be told.
    private static func values(_ attribute: String, _ column: Column?, _ request: CompletionRequest) -> [String] {
        guard let column else {
            // `host` is either end, and what else is no column is a direction.
            return ["host", "net"].contains(attribute.lowercased())
                ? ConditionCompletion.networkNames : FlowDirection.allCases.map(\.rawValue)
        }
        switch (column.format, column.name) {
        case (.address, _): return ConditionCompletion.networkNames
        case (.ipProtocol, _): return (0..<256).compactMap { IPProtocol.name($0)?.lowercased() }
        case (_, "verb"): return Verb.allCases.map { "\($0)" }
        case (_, "iface"): return StoreNames(request).interfaces
        default: return []
        }
    }
}
