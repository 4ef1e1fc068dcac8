import Observations
import Testing

@testable import Proxy

@Suite struct DimensionTableTests {
    private func set(_ user: String) -> DimensionSet {
        DimensionSet(proxy: "p", client: .local, user: user, database: "d", application: "")
    }

    @Test func `Equal sets share a number`() {
        var table = DimensionTable()
        let first = table.acquire(set("a"))
        let aNumber = table.acquire(set("a"))
        #expect(aNumber == first)
        let bNumber = table.acquire(set("b"))
        #expect(bNumber != first)
        #expect(table[first] == set("a"))
    }

    @Test func `A set without users is kept until the next hand-over, then its number is used again`() {
        var table = DimensionTable()
        let number = table.acquire(set("a"))
        table.release(number)
        let taken = table.take()
        #expect(taken.sets[Int(number)] == set("a"))
        let bNumber = table.acquire(set("b"))
        #expect(bNumber == number)
        #expect(table[number] == set("b"))
    }

    @Test func `A set that found users again stays`() {
        var table = DimensionTable()
        let number = table.acquire(set("a"))
        for _ in 0..<3 {
            table.release(number)
            let aNumber = table.acquire(set("a"))
            #expect(aNumber == number)
        }
        _ = table.take()
        #expect(table[number] == set("a"))
        table.release(number)
        _ = table.take()
        _ = table.take()
        let bNumber = table.acquire(set("b"))
        #expect(bNumber == number)
        let aNumber = table.acquire(set("a"))
        #expect(aNumber != number)
    }

    @Test func `Beyond the limit sets are (other), and counted`() {
        var table = DimensionTable(capacity: 3)
        let numbers = ["a", "b", "c", "d", "e"].map { table.acquire(set($0)) }
        #expect(Set(numbers[..<3]).count == 3)
        #expect(numbers[3...].allSatisfy { $0 == DimensionTable.otherID })
        for number in numbers { table.release(number) }
        let overflow = table.take().overflow
        #expect(overflow == 2)
        let dNumber = table.acquire(set("d"))
        #expect(dNumber != DimensionTable.otherID)
        let none = table.take().overflow
        #expect(none == 0)
    }

    @Test func `Random users grow nothing`() {
        var table = DimensionTable(capacity: 10)
        for round in 0..<100 {
            for user in 0..<20 { table.release(table.acquire(set("\(round) \(user)"))) }
            _ = table.take()
        }
        #expect(table.sets.count <= 11)
    }
}
