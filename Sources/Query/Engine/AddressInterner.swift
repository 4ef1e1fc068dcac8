import Bytes
import Observations
import Synchronization

/// Gives every address of a query a number of 32 bits, the same on every thread: an IPv4 address its own, any other one
/// of the numbers that the reserved block 240.0.0.0/4 leaves free.
final class AddressInterner: Sendable {
    private struct State: ~Copyable {
        var numbers = AddressNumbers()
        var addresses: [IPAddress] = []
    }

    static let firstInterned: UInt32 = 0xf000_0000
    private let state = Mutex(State())
    private let budget: MemoryBudget

    init(budget: MemoryBudget) { self.budget = budget }

    /// The number of an address that is not its own.
    fileprivate func intern(_ address: IPAddress) -> UInt32 {
        state.withLock { state in
            let (index, isNew) = state.numbers.index(of: address)
            if isNew {
                state.addresses.append(address)
                // Twice 16 bytes for the address, and its slot; here and with each thread that meets it.
                budget.add(64)
            }
            guard index < Int(UInt32.max - Self.firstInterned) else {
                budget.stop()
                return .max
            }
            return Self.firstInterned + UInt32(index)
        }
    }

    /// The addresses by their numbers.
    var names: AddressNames { state.withLock { AddressNames(interned: $0.addresses) } }
}

/// Addresses by the numbers that an interner gave them.
struct AddressNames: Sendable {
    fileprivate(set) var interned: [IPAddress] = []

    subscript(number: UInt64) -> IPAddress {
        let number = UInt32(truncatingIfNeeded: number)
        if number < AddressInterner.firstInterned { return IPAddress(v4: number) }
        return interned[Int(number - AddressInterner.firstInterned)]
    }
}

/// One thread's memory of what the interner said.
struct AddressCache: ~Copyable {
    private let interner: AddressInterner
    private var known = AddressNumbers()
    private var numbers: [UInt32] = []

    init(_ interner: AddressInterner) { self.interner = interner }

    /// The numbers of a dictionary's entries.
    mutating func numbers(of addresses: [IPAddress]) -> [UInt64] {
        addresses.map { address in
            if address.isV4, UInt32(truncatingIfNeeded: address.low) < AddressInterner.firstInterned {
                return address.low & 0xffff_ffff
            }
            return UInt64(interned(address))
        }
    }

    private mutating func interned(_ address: IPAddress) -> UInt32 {
        let (index, isNew) = known.index(of: address)
        if isNew { numbers.append(interner.intern(address)) }
        return numbers[index]
    }
}

/// Counts distinct addresses in the order of their coming.
private struct AddressNumbers: ~Copyable {
    private var table = GroupTable(keyWords: 2, stride: 2, capacity: 64)

    mutating func index(of address: IPAddress) -> (index: Int, isNew: Bool) {
        let count = table.count
        var hash = Hash64()
        hash.combine(address.high)
        hash.combine(address.low)
        let index = withUnsafePointer(to: (address.high, address.low)) { pair in
            table.add(UnsafeRawPointer(pair).assumingMemoryBound(to: UInt64.self), hash: hash.state)
        }
        return (index, index == count)
    }
}
