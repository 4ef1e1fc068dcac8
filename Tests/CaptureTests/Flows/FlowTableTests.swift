import Observations
import Testing

@testable import Capture

@Suite struct FlowTableTests {
    private func key(_ number: Int) -> FlowKey {
        FlowKey(
            IPAddress(v4: UInt32(number / 7)), IPAddress(high: 1, low: UInt64(number)), UInt16(number % 50_000), 80, 6)
    }

    @Test func `A table holds what a dictionary holds, however often it grows`() {
        let table = FlowTable(seed: 77, limit: 100_000)
        var model: [Int: UInt64] = [:]
        for turn in 0..<60_000 {
            let number = turn * 7919 % 20_011
            let hash = key(number).hash(77)
            let place = table.find(key(number), hash) ?? table.insert(key(number), hash)
            place?.pointee.packetsSent += UInt64(turn)
            model[number, default: 0] += UInt64(turn)
        }
        #expect(table.count == model.count)
        #expect(model.allSatisfy { table.find(key($0), key($0).hash(77))?.pointee.packetsSent == $1 })
        #expect(table.find(key(30_000), key(30_000).hash(77)) == nil)
        var sum: UInt64 = 0
        table.forEach { sum += $0.packetsSent }
        #expect(sum == model.values.reduce(0, +))
    }

    @Test func `A table does not grow beyond its limit`() {
        let table = FlowTable(seed: 1, limit: 300)
        for number in 0..<300 { #expect(table.insert(key(number), key(number).hash(1)) != nil) }
        #expect(table.insert(key(300), key(300).hash(1)) == nil)
        #expect(table.find(key(299), key(299).hash(1)) != nil)
    }

    @Test func `Rows of changes and of the rest add up to all that was counted`() {
        let table = FlowTable(seed: 5, limit: 10_000)
        let told = FlowTable(seed: 5, limit: 10_000)
        var records: [FlowRecord] = []
        for turn in 1...50 {
            for number in 0..<(turn * 20) where number % turn < 9 {
                let hash = key(number).hash(5)
                let place = (table.find(key(number), hash) ?? table.insert(key(number), hash))!
                place.pointee.packetsReceived += 1
                place.pointee.bytesReceived += UInt64(turn)
                table.noteChange(place)
            }
            if turn % 3 == 0 {
                records += FlowRows.records(of: table.takeChanges(), step: 0, iface: "x", told: told)
                #expect(FlowRows.records(of: table.takeChanges(), step: 0, iface: "x", told: told).isEmpty)
            }
        }
        let all = FlowRows.records(of: table, step: 0, iface: "x")
        records += FlowRows.records(of: table, step: 0, iface: "x", told: told)
        #expect(all.packets > 1000 && records.packets == all.packets && records.bytes == all.bytes)
    }

    @Test func `Both directions have one order`() {
        let forward = FlowKey(IPAddress(v4: 2), IPAddress(v4: 1), 1, 2, 6)
        #expect(forward.isDescending && !forward.reversed.isDescending)
        let same = FlowKey(IPAddress(v4: 1), IPAddress(v4: 1), 9, 2, 6)
        #expect(same.isDescending && same.reversed.reversed == same)
        let v6 = FlowKey(IPAddress(high: 2, low: 0), IPAddress(high: 1, low: 0), 1, 2, 6)
        #expect(v6.isDescending)
    }
}
