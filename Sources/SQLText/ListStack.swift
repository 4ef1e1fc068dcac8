/// The lists being read whose equal neighbours collapse: IN (…), ARRAY […] and the rows of VALUES.
///
/// Each element is hashed by itself, from the same start; one that equals the element before it adds nothing. Lists nested
/// deeper than the stack is high do not collapse, which costs nothing but a fingerprint of their own.
struct ListStack {
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

    struct Frame {
        var kind = Kind.subquery
        /// The nesting inside the list's brackets, or of the rows themselves.
        var depth = 0
        var isFirst = true
        var outer = Identity(shapeKey: 0)
        var previous = Identity(shapeKey: 0)
    }

    static let limit = 16
    private var frames: [16 of Frame] = InlineArray(repeating: Frame())
    private(set) var count = 0

    /// What the innermost list is; there must be one.
    var kind: Kind { frames[count &- 1].kind }
    /// The hashes of what stands around the innermost list, with the elements ended so far; there must be one.
    var outer: Identity { frames[count &- 1].outer }

    /// The nesting at which commas or closing brackets concern the innermost list; -1 for none.
    @inline(__always) var depth: Int { count == 0 ? -1 : frames[count &- 1].depth }

    mutating func push(_ kind: Kind, depth: Int, outer: Identity) {
        precondition(count < Self.limit)
        frames[count].kind = kind
        frames[count].depth = depth
        frames[count].isFirst = true
        frames[count].outer = outer
        count += 1
    }

    mutating func pop() { count -= 1 }
    mutating func removeAll() { count = 0 }

    /// Ends the innermost list's element; answers whether it repeats the one before it.
    mutating func endElement(_ element: Identity) -> Bool {
        let last = count - 1
        let isFirst = frames[last].isFirst
        let newFingerprint = isFirst || element.fingerprint != frames[last].previous.fingerprint
        let newShape = isFirst || element.shape != frames[last].previous.shape
        frames[last].outer.combine(.element, element, fingerprint: newFingerprint, shape: newShape)
        frames[last].previous = element
        frames[last].isFirst = false
        return !newFingerprint
    }

    /// Makes the innermost list a subquery: its commas separate no elements.
    mutating func noteSubquery() { frames[count &- 1].kind = .subquery }
}
