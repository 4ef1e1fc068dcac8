import Bytes
import ColumnStore
import Glibc
import HTTPServer
import Observations
import Query

/// Queries, with the arguments that stored queries have.
enum QueryRoutes {
    static let all: [APIRoute] = ["/api/v1/query", "/_query", "/api/v1/_query"].map(query) + validations

    private static let validations = ["/api/v1/query/validate", "/_query/validate"].flatMap { path in
        [
            APIRoute(
                method: "POST", path: path, access: .scope(.read), summary: "Says whether a query could be asked.",
                takesBody: true, isLong: true,
                answer: { context, request throws(APIFailure) in
                    try context.gate.run { () throws(APIFailure) in
                        try validation(try arguments(request.http.body, context), context)
                    }
                }),
            APIRoute(
                method: "GET", path: path, access: .scope(.read),
                summary: "Says whether a query could be asked, with the arguments in the address.",
                parameters: [.init(name: "Query", summary: "The columns; all other arguments go the same way.")],
                isLong: true,
                answer: { context, request throws(APIFailure) in
                    try context.gate.run { () throws(APIFailure) in
                        try validation(try arguments(AddressArguments.json(request.http.target), context), context)
                    }
                }),
        ]
    }

    private static func query(_ path: String) -> APIRoute {
        APIRoute(
            method: "POST", path: path, access: .scope(.read),
            summary: "Asks the store. The body has the keys of stored queries; JSON is the usual Format.",
            takesBody: true, isLong: true, answers: [APIRoute.json, "text/csv; charset=utf-8", APIRoute.text],
            answer: { context, request throws(APIFailure) in
                // Reading the body is work, too.
                try context.gate.run { () throws(APIFailure) in
                    try run(try arguments(request.http.body, context), context)
                }
            })
    }

    /// What the groups of one query may take when so many may run: together they take no more than one of `keddah
    /// query` does.
    static func memory(concurrent: Int) -> Int { physicalMemory / 10 * 6 / max(1, concurrent) }

    private static var physicalMemory: Int {
        max(1 << 26, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))
    }

    /// An answer is made as a whole before it is sent.
    private static let mostRows = 100_000

    private static func arguments(_ body: [UInt8], _ context: APIContext) throws(APIFailure) -> QueryArguments {
        let stored: StoredQuery
        do throws(QueryError) {
            stored = try StoredQuery(json: body, format: .json)
        } catch {
            throw APIFailure(error)
        }
        guard stored.output == nil else {
            throw APIFailure(400, "Output names a file of the sensor's machine", hint: "leave Output out")
        }
        var arguments = stored.arguments
        if let limit = arguments.limit, limit > mostRows {
            throw APIFailure(
                400, "NumResults is at most \(mostRows), not \(limit)",
                hint: "ask for less time at once, or run `keddah query` on the sensor's machine")
        }
        arguments.limitOverTime = mostRows
        let asked = arguments.maxMemory > 0 ? arguments.maxMemory : Int.max
        let share = physicalMemory / 100 * arguments.maxMemoryPercent
        arguments.maxMemory = min(asked, share, context.queryMemory)
        // A query ends with its request, and so does what it takes of the machine.
        arguments.timeout = min(arguments.timeout ?? context.queryTimeout, context.queryTimeout)
        return arguments
    }

    private static func plan(_ arguments: QueryArguments, _ context: APIContext) throws(APIFailure) -> QueryPlan {
        do throws(QueryError) {
            return try arguments.plan(
                zone: .utc, present: present(context), resolve: context.sensor.addresses)
        } catch {
            throw APIFailure(error)
        }
    }

    /// The tables that there are rows of; a store that cannot be read says so when it is asked.
    private static func present(_ context: APIContext) -> [String] {
        (try? StoreReader(directory: context.sensor.store).tables()) ?? []
    }

    private static func run(_ arguments: QueryArguments, _ context: APIContext) throws(APIFailure) -> HTTPResponse {
        let plan = try plan(arguments, context)
        // What cannot be written now is missing from the answer, which is the best there is; readiness says so.
        _ = context.sensor.flush()
        let result: QueryResult
        do {
            result = try QueryEngine.run(plan, reader: try StoreReader(directory: context.sensor.store))
        } catch let error as QueryError {
            throw APIFailure(error)
        } catch {
            throw APIFailure(503, "\(error)", hint: "the sensor's log says more")
        }
        var options = PrintOptions()
        options.zone = .utc
        options.normalizedSQL = normalizedSQL(result, context)
        return HTTPResponse(type: type(of: plan.format), Array(result.printed(options).utf8))
    }

    private static func type(of format: OutputFormat) -> String {
        switch format {
        case .json: APIRoute.json
        case .csv: "text/csv; charset=utf-8"
        case .text: APIRoute.text
        }
    }

    private static func normalizedSQL(
        _ result: QueryResult, _ context: APIContext
    ) -> (@Sendable (UInt64) -> String?)? {
        let column = result.plan.dimensions.firstIndex { result.plan.schema.columns[$0].format == .fingerprint }
        guard let column else { return nil }
        let fingerprints = result.rows.compactMap { row -> UInt64? in
            if case .unsigned(let fingerprint) = row.keys[column] { fingerprint } else { nil }
        }
        let texts = context.sensor.normalizedSQL(fingerprints)
        return { $0 == 0 ? "(other)" : texts[$0] }
    }

    private static func validation(
        _ arguments: QueryArguments, _ context: APIContext
    ) throws(APIFailure) -> HTTPResponse {
        let plan = try plan(arguments, context)
        var json = JSONWriter()
        json.object { json in
            json.member("valid", true)
            json.member("from", plan.schema.name)
            json.key("attributes")
            json.array { json in for index in plan.dimensions { json.value(plan.schema.columns[index].name) } }
            json.key("counters")
            json.array { json in for measure in plan.measures { json.value(measure.name(in: plan.schema)) } }
            json.member("time_first", Timestamp.rfc3339(plan.range.lowerBound))
            json.member("time_last", Timestamp.rfc3339(plan.range.upperBound))
        }
        json.endLine()
        return HTTPResponse(type: APIRoute.json, json.bytes)
    }
}
