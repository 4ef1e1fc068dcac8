/// A queue that reuses its memory: first in, first out.
struct Ring<Element> {
    private var storage: [Element?] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The element that entered `offset` elements after the first.
    subscript(offset: Int) -> Element {
        get { storage[(head &+ offset) & (storage.count &- 1)]! }
        set { storage[(head &+ offset) & (storage.count &- 1)] = newValue }
    }

    var first: Element? { count == 0 ? nil : storage[head] }

    mutating func append(_ element: Element) {
        if count == storage.count { grow() }
        storage[(head &+ count) & (storage.count &- 1)] = element
        count &+= 1
    }

    mutating func removeFirst() {
        precondition(count > 0)
        storage[head] = nil
        head = (head &+ 1) & (storage.count &- 1)
        count &-= 1
    }

    mutating func removeFirst(_ number: Int) {
        for _ in 0..<number { removeFirst() }
    }

    mutating func removeLast(_ number: Int) {
        precondition(number <= count)
        for offset in (count - number)..<count { storage[(head &+ offset) & (storage.count &- 1)] = nil }
        count -= number
    }

    /// Removes the elements that entered so many elements after the first.
    mutating func remove(_ offsets: Range<Int>) {
        if offsets.isEmpty { return }
        for place in offsets.upperBound..<count { self[place - offsets.count] = self[place] }
        removeLast(offsets.count)
    }

    /// Forgets all elements, and the memory when a burst made it large.
    mutating func reset() {
        while count > 0 { removeFirst() }
        head = 0
        if storage.count > 64 { storage = [] }
    }

    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(max(8, storage.count * 2))
        for offset in 0..<count { larger.append(self[offset]) }
        larger.append(contentsOf: repeatElement(nil, count: max(8, storage.count * 2) - count))
        storage = larger
        head = 0
    }
}
