/// The lists being read whose equal neighbours collapse: IN (…), ARRAY […] and the rows of VALUES.
///
/// Each element is hashed by itself, from the same start; one that equals the element before it adds nothing. Lists
/// nested deeper than the stack is high do not collapse, which costs nothing but a fingerprint of their own.
struct ListStack: ~Copyable {
    enum Kind: UInt8 {
        /// IN (…): one element between commas.
        case parenthesized
        /// ARRAY […], and the brackets directly inside it.
        case bracketed
        /// VALUES (…), (…): one element a row.
        case rows
        /// IN (SELECT …): no list after all.
        case subquery
    }

    private struct Frame {
        var kind = Kind.subquery
        /// The nesting inside the list's brackets; that of the rows themselves.
        var depth = -1
        var isFirst = true
        /// The hashes of what stands around the list, with the elements ended so far.
        var outer = Identity(shapeKey: 0)
        var previous = Identity(shapeKey: 0)
    }

    private static let limit = 16
    /// The innermost list stands by itself: it is asked for at every bracket and comma.
    private var top = Frame()
    private var outside: [16 of Frame] = InlineArray(repeating: Frame())
    private(set) var count = 0

    /// Whether another list would not collapse.
    @inline(__always) var isFull: Bool { count == Self.limit }
    /// What the innermost list is.
    @inline(__always) var kind: Kind { top.kind }
    /// The nesting at which commas or closing brackets concern the innermost list; -1 for none.
    @inline(__always) var depth: Int { top.depth }

    mutating func push(_ kind: Kind, depth: Int, outer: Identity) {
        precondition(!isFull)
        outside[count] = top
        count += 1
        top.kind = kind
        top.depth = depth
        top.isFirst = true
        top.outer = outer
    }

    /// Ends the innermost list; its hashes and those of what stood before it.
    mutating func pop() -> Identity {
        precondition(count > 0)
        let outer = top.outer
        count -= 1
        top = outside[count]
        return outer
    }

    mutating func removeAll() {
        count = 0
        top.depth = -1
    }

    /// Ends the innermost list's element; answers whether it repeats the one before it.
    mutating func endElement(_ element: Identity) -> Bool {
        let newFingerprint = top.isFirst || element.fingerprint != top.previous.fingerprint
        let newShape = top.isFirst || element.shape != top.previous.shape
        top.outer.combine(.element, element, fingerprint: newFingerprint, shape: newShape)
        top.previous = element
        top.isFirst = false
        return !newFingerprint
    }

    /// Makes the innermost list a subquery: its commas separate no elements.
    mutating func noteSubquery() { top.kind = .subquery }
}
