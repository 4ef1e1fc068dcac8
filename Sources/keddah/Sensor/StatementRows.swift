import Observations
import SQLText

extension ObservationBatch {
    /// The counters as rows of the statements table.
    func statementRows(sensor: String) -> RowBatch {
        let schema = TableSchema.statements
        let minute = time / schema.resolution * schema.resolution
        var (proxies, users, databases) = (StringColumnBuilder(), StringColumnBuilder(), StringColumnBuilder())
        var (applications, verbs, states) = (StringColumnBuilder(), StringColumnBuilder(), StringColumnBuilder())
        var clients: [IPAddress] = []
        for row in statements {
            let set = dimensions[Int(row.dimensions)] ?? .other
            proxies.append(set.proxy)
            clients.append(set.client)
            users.append(set.user)
            databases.append(set.database)
            applications.append(set.application)
            verbs.append((Verb(rawValue: row.verb) ?? .other).name)
            states.append(row.sqlstate.description)
        }
        return RowBatch(
            schema: schema, count: statements.count,
            columns: [
                .unsigned(Array(repeating: minute, count: statements.count)),
                .constant(sensor, count: statements.count), proxies.vector, .addresses(clients), users.vector,
                databases.vector, applications.vector, .unsigned(statements.map(\.fingerprint)), verbs.vector,
                states.vector, .unsigned(statements.map { UInt64($0.latency.number) }),
                .unsigned(statements.map(\.calls)), .unsigned(statements.map(\.rows)),
                .unsigned(statements.map(\.bytesIn)), .unsigned(statements.map(\.bytesOut)),
                .unsigned(statements.map { ($0.duration + 500) / 1000 }),
            ])
    }

    /// The sessions as rows of the sessions table, timed by their end.
    func sessionRows(sensor: String) -> RowBatch {
        var texts = Array(repeating: StringColumnBuilder(), count: 7)
        for session in sessions {
            let set = session.dimensions
            let values = [
                set.proxy, set.user, set.database, set.application, session.authentication, session.tls,
                session.sqlstate.description,
            ]
            for (column, value) in values.enumerated() { texts[column].append(value) }
        }
        let count = sessions.count
        return RowBatch(
            schema: .sessions, count: count,
            columns: [
                .unsigned(sessions.map { $0.started + $0.duration / 1_000_000 }), .constant(sensor, count: count),
                texts[0].vector, .addresses(sessions.map(\.dimensions.client)),
                .unsigned(sessions.map { UInt64($0.clientPort) }), texts[1].vector, texts[2].vector, texts[3].vector,
                .unsigned(sessions.map { UInt64($0.backendPID) }), texts[4].vector, texts[5].vector, texts[6].vector,
                .unsigned(Array(repeating: 1, count: count)), .unsigned(sessions.map(\.statements)),
                .unsigned(sessions.map(\.bytesIn)), .unsigned(sessions.map(\.bytesOut)),
                .unsigned(sessions.map(\.duration)),
            ])
    }
}

extension ColumnVector {
    /// A string column with one value.
    static func constant(_ text: String, count: Int) -> ColumnVector {
        .strings(codes: Array(repeating: 0, count: count), dictionary: count == 0 ? [] : [text])
    }
}
