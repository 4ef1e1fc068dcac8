/// A queue that reuses its memory: first in, first out.
struct Ring<Element> {
    private var storage: [Element] = []
    private var head = 0
    private(set) var count = 0

    /// What a burst may leave behind.
    private static var keptCapacity: Int { 64 }

    var isEmpty: Bool { count == 0 }

    /// The element that entered `offset` elements after the first.
    subscript(offset: Int) -> Element {
        get {
            precondition(offset >= 0 && offset < count)
            return storage[place(offset)]
        }
        set {
            precondition(offset >= 0 && offset < count)
            storage[place(offset)] = newValue
        }
    }

    var first: Element? { count == 0 ? nil : storage[head] }

    @inline(__always)
    private func place(_ offset: Int) -> Int {
        let place = head &+ offset
        return place < storage.count ? place : place &- storage.count
    }

    mutating func append(_ element: Element) {
        if count == storage.count {
            straighten()
            storage.append(element)
        } else {
            storage[place(count)] = element
        }
        count &+= 1
    }

    /// Puts the first element first in memory, so that the storage can grow at its end.
    private mutating func straighten() {
        guard head > 0 else { return }
        storage = Array(storage[head...] + storage[..<head])
        head = 0
    }

    mutating func removeFirst() { removeFirst(1) }

    mutating func removeFirst(_ number: Int) {
        precondition(number >= 0 && number <= count)
        head = place(number)
        count &-= number
        if count == 0 || head == storage.count { head = 0 }
    }

    /// Removes the elements that entered so many elements after the first.
    mutating func remove(_ offsets: Range<Int>) {
        if offsets.isEmpty { return }
        for place in offsets.upperBound..<count { self[place - offsets.count] = self[place] }
        count -= offsets.count
    }

    /// Starts again, and gives the memory back when a burst made it large. For elements that hold nothing.
    mutating func rewind() {
        if storage.count > Self.keptCapacity { storage = [] }
        head = 0
        count = 0
    }

    /// Forgets all elements, and the memory when a burst made it large.
    mutating func reset() {
        if storage.isEmpty { return }
        if storage.count > Self.keptCapacity { storage = [] } else { storage.removeAll(keepingCapacity: true) }
        head = 0
        count = 0
    }
}
