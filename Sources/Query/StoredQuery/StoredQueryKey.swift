/// A key of stored queries: its name, and what its value does.
struct StoredQueryKey: Sendable {
    let name: String
    let read: @Sendable (JSONMember, inout StoredQuery, inout DirectionFlags) throws(QueryError) -> Void

    /// The key of a name, whatever its letter case and underscores.
    static func find(_ name: String) -> StoredQueryKey? {
        let folded = fold(name)
        let wanted = folded == "table" ? "from" : folded
        return all.first { fold($0.name) == wanted }
    }

    private static func fold(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != "-" }
    }

    /// Every key there is; `Table` is `From` too.
    static let all: [StoredQueryKey] = goQuery + ours

    private static let goQuery: [StoredQueryKey] = [
        key("Query") { member, query throws(QueryError) in query.arguments.columns = try member.joined() },
        key("Ifaces") { member, query throws(QueryError) in
            query.arguments.interfaces = try member.joined().nonEmpty
        },
        key("Condition") { member, query throws(QueryError) in
            query.arguments.condition = try member.text().nonEmpty
        },
        StoredQueryKey(name: "In") { member, _, flags throws(QueryError) in flags.incoming = try member.bool() },
        StoredQueryKey(name: "Out") { member, _, flags throws(QueryError) in flags.outgoing = try member.bool() },
        StoredQueryKey(name: "Sum") { member, _, flags throws(QueryError) in flags.sum = try member.bool() },
        key("First") { member, query throws(QueryError) in query.arguments.first = try member.time() },
        key("Last") { member, query throws(QueryError) in query.arguments.last = try member.time() },
        key("Format") { member, query throws(QueryError) in
            guard let name = try member.text().nonEmpty else { return }
            guard let format = OutputFormat(name: name) else {
                throw member.error("is text, txt, json or csv, not \"\(TerminalText.escaped(name))\"")
            }
            query.arguments.format = format
        },
        key("SortBy") { member, query throws(QueryError) in
            query.arguments.sortBy = try member.text().nonEmpty
        },
        key("NumResults") { member, query throws(QueryError) in
            let number = try member.integer(0...)
            query.arguments.limit = number > 0 ? number : nil
        },
        key("SortAscending") { member, query throws(QueryError) in query.arguments.ascending = try member.bool() },
        key("Resolve") { member, query throws(QueryError) in
            query.arguments.resolution.isEnabled = try member.bool()
        },
        key("ResolveTimeout") { member, query throws(QueryError) in
            query.arguments.resolution.timeout = try member.seconds()
        },
        key("ResolveRows") { member, query throws(QueryError) in
            query.arguments.resolution.rows = try member.integer(0...)
        },
        key("MaxMemPct") { member, query throws(QueryError) in
            let percent = try member.integer(0...)
            guard percent <= 100 else { throw member.error("is at most 100") }
            guard percent > 0 else { return }
            query.arguments.maxMemoryPercent = percent
        },
        key("Caller") { member, query throws(QueryError) in query.caller = try member.text().nonEmpty },
        key("Output") { member, query throws(QueryError) in
            let path = try member.text()
            query.output = path.isEmpty || path == "-" ? nil : path
        },
    ]

    private static let ours: [StoredQueryKey] = [
        key("From") { member, query throws(QueryError) in query.arguments.table = try member.text().nonEmpty },
        key("TimeResolution") { member, query throws(QueryError) in
            query.arguments.timeResolution = try member.text().nonEmpty
        },
        key("Threads") { member, query throws(QueryError) in query.arguments.threads = try member.integer(0...) },
        key("MaxMemory") { member, query throws(QueryError) in
            query.arguments.maxMemory = try member.integer(0...)
        },
        key("Timeout") { member, query throws(QueryError) in
            let limit = try member.seconds()
            query.arguments.timeout = limit > .zero ? limit : nil
        },
        key("Stats") { member, query throws(QueryError) in
            query.arguments.showsStatistics = try member.bool()
        },
    ]

    private static func key(
        _ name: String, _ read: @escaping @Sendable (JSONMember, inout StoredQuery) throws(QueryError) -> Void
    ) -> StoredQueryKey {
        StoredQueryKey(name: name) { member, query, _ throws(QueryError) in try read(member, &query) }
    }
}

extension String {
    /// Nil for an empty text, which in goQuery's JSON says that nothing was given.
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

extension JSONMember {
    func error(_ message: String) -> QueryError { QueryError(.argument, "\(place): \(key) \(message)") }

    fileprivate func text() throws(QueryError) -> String {
        guard case .text(let text) = value else { throw error("is a text, not \(value.kind)") }
        return text
    }

    /// A list as one text; goQuery's own form has the commas already.
    fileprivate func joined() throws(QueryError) -> String {
        if case .list(let texts) = value { return texts.joined(separator: ",") }
        guard case .text(let text) = value else { throw error("is a text or a list of texts, not \(value.kind)") }
        return text
    }

    /// A time as it is typed, or seconds since the epoch as a number.
    fileprivate func time() throws(QueryError) -> String? {
        if case .number(let digits) = value { return digits }
        return try text().nonEmpty
    }

    fileprivate func bool() throws(QueryError) -> Bool {
        guard case .bool(let bool) = value else { throw error("is true or false, not \(value.kind)") }
        return bool
    }

    fileprivate func integer(_ range: PartialRangeFrom<Int>) throws(QueryError) -> Int {
        guard case .number(let digits) = value else { throw error("is a number, not \(value.kind)") }
        guard let number = Int(digits), range.contains(number) else {
            throw error("is a whole number from \(range.lowerBound) on, not \(digits)")
        }
        return number
    }

    fileprivate func seconds() throws(QueryError) -> Duration {
        guard case .number(let digits) = value else { throw error("is a number of seconds, not \(value.kind)") }
        guard let number = Double(digits), (0...3600).contains(number) else {
            throw error("is between 0 and 3600 seconds, not \(digits)")
        }
        return .microseconds(Int64(number * 1_000_000))
    }
}
