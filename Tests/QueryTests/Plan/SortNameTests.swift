import Observations
import Testing

@testable import Query

@Suite struct SortNameTests {
    private func plan(_ columns: String, _ table: TableSchema, _ sort: String?, ascending: Bool = false) throws
        -> QueryPlan
    {
        try PrintedAnswers.plan(columns, table: table) {
            $0.sortBy = sort
            $0.ascending = ascending
        }
    }

    @Test(arguments: [
        ("bytes", "bytes", "accumulated data volume (in and out)"), ("rows", "rows", "accumulated rows"),
        ("p95", "p95", "p95"), ("errors", "errors", "errors"), ("time", "time", "time"),
    ])
    func statements(sort: String, name: String, words: String) throws {
        let plan = try plan("time,user", .statements, sort)
        #expect(plan.sortName == name)
        #expect(plan.sortDescription == words)
    }

    @Test func directionsOfFlows() throws {
        #expect(try plan("sip", flows, nil).sortDescription == "accumulated data volume (sent and received)")
        #expect(try plan("sip", flows, "packets").sortDescription == "accumulated packets (sent and received)")
        for (directions, words) in [(Directions.incoming, "received"), (.outgoing, "sent")] {
            let one = try PrintedAnswers.plan("sip", table: flows) { $0.directions = directions }
            #expect(one.sortDescription == "accumulated data volume (\(words) only)")
        }
        let rows = try PrintedAnswers.plan("user", table: .statements) {
            $0.directions = .incoming
            $0.sortBy = "bytes"
        }
        #expect(rows.sortDescription == "accumulated data volume (in only)")
        let ascending = try plan("sip", flows, "packets", ascending: true)
        #expect(ascending.sortDescription == "accumulated packets (sent and received), smallest first")
    }
}
