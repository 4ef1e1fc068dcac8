import Bytes
import Observations

/// Gives distinct addresses consecutive codes: open addressing over a power of two.
struct AddressTable {
    private var slots: [UInt32]
    private var mask: Int
    private(set) var addresses: [IPAddress] = []

    init(capacity: Int) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: .max, count: size)
        mask = size - 1
    }

    /// The code of an address, a new one when it was not seen before.
    @inline(__always)
    mutating func code(of address: IPAddress) -> UInt32 {
        let hash = Hash64.fold(address.low ^ 0x9e37_79b9_7f4a_7c15, address.high ^ 0xd6e8_feb8_6659_fd93)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let code = slots[slot]
            if code == .max { return insert(address, at: slot) }
            if addresses[Int(code)] == address { return code }
            slot = (slot &+ 1) & mask
        }
    }

    private mutating func insert(_ address: IPAddress, at slot: Int) -> UInt32 {
        let code = UInt32(addresses.count)
        slots[slot] = code
        addresses.append(address)
        if addresses.count * 2 > slots.count { grow() }
        return code
    }

    private mutating func grow() {
        var larger = AddressTable(capacity: slots.count)
        for address in addresses { _ = larger.code(of: address) }
        self = larger
    }

    /// The addresses in their order, IPv4 first, and for each code its position among them.
    func ranked() -> (sorted: [IPAddress], ranks: [UInt32]) {
        // IPv4 numbers are sorted together with their codes in one word.
        let fours = addresses.indices.lazy.filter { addresses[$0].isV4 }
            .map { addresses[$0].low << 32 | UInt64($0) }.sorted()
        let others = addresses.indices.filter { !addresses[$0].isV4 }.sorted { addresses[$0] < addresses[$1] }
        let order = fours.map { Int($0 & 0xffff_ffff) } + others
        var ranks = [UInt32](repeating: 0, count: addresses.count)
        for (rank, code) in order.enumerated() { ranks[code] = UInt32(rank) }
        return (order.map { addresses[$0] }, ranks)
    }
}
