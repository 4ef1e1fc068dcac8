import Observations
import Testing

@testable import ColumnStore

@Suite struct AddressTableTests {
    @Test func codesAreRankedInTheOrderOfAddresses() {
        var random = SeededGenerator(41)
        var table = AddressTable(capacity: 4)
        let addresses = (0..<3000).map { _ -> IPAddress in
            switch random.next() % 3 {
            case 0: IPAddress(v4: UInt32(truncatingIfNeeded: random.next()))
            case 1: IPAddress(v4: UInt32(random.next() % 50))
            default: IPAddress(high: random.next() % 3, low: random.next() >> 60)
            }
        }
        let codes = addresses.map { table.code(of: $0) }
        let (sorted, ranks) = table.ranked()
        #expect(sorted == Set(addresses).sorted())
        #expect(codes.map { sorted[Int(ranks[Int($0)])] } == addresses)
    }
}
