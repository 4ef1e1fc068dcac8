/// How large a POSIX extended regular expression becomes when it is compiled.
///
/// To the C library's compiler a repetition is a copy of what is repeated, and repetitions of repetitions multiply: a
/// few dozen characters can take all memory. Who takes expressions from outside asks for this first.
public enum PatternSize {
    private static let largest = 1 << 30

    /// About how many characters, classes and groups the expression has once its repetitions are written out.
    public static func of(_ expression: String) -> Int {
        var groups = [Group()]
        var bytes = Array(expression.utf8)[...]
        while let byte = bytes.popFirst() {
            let top = groups.count - 1
            switch byte {
            case UInt8(ascii: "\\"):
                bytes = bytes.dropFirst()
                groups[top].take(1)
            case UInt8(ascii: "["):
                skipClass(&bytes)
                groups[top].take(1)
            case UInt8(ascii: "("): groups.append(Group())
            case UInt8(ascii: ")") where top > 0:
                let inner = groups.removeLast()
                groups[top - 1].take(inner.size)
            case UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "?"): groups[top].repeatLast(2)
            case UInt8(ascii: "{"): groups[top].repeatLast(takeBound(&bytes))
            default: groups[top].take(1)
            }
        }
        return groups.reduce(0) { min($0 + $1.size, largest) }
    }

    /// What stands between two parentheses, so far.
    private struct Group {
        private var before = 0
        private var last = 0

        var size: Int { min(before + last + 1, PatternSize.largest) }

        mutating func take(_ size: Int) {
            before = min(before + last, PatternSize.largest)
            last = size
        }

        mutating func repeatLast(_ times: Int) {
            let (product, overflow) = last.multipliedReportingOverflow(by: times)
            last = overflow ? PatternSize.largest : min(product, PatternSize.largest)
        }
    }

    /// Leaves out what is left of `[…]`, in which `]` may stand first and `[:alpha:]` anywhere.
    private static func skipClass(_ bytes: inout ArraySlice<UInt8>) {
        if bytes.first == UInt8(ascii: "^") { bytes = bytes.dropFirst() }
        if bytes.first == UInt8(ascii: "]") { bytes = bytes.dropFirst() }
        while let byte = bytes.popFirst(), byte != UInt8(ascii: "]") {
            guard byte == UInt8(ascii: "["), let kind = bytes.first, ":.=".utf8.contains(kind) else { continue }
            bytes = bytes.dropFirst()
            while let byte = bytes.popFirst() {
                if byte == kind, bytes.first == UInt8(ascii: "]") { break }
            }
            bytes = bytes.dropFirst()
        }
    }

    /// Takes the rest of `{n,m}` and tells the copies that it makes: one more than its greatest number, and no fewer
    /// than `*` makes.
    private static func takeBound(_ bytes: inout ArraySlice<UInt8>) -> Int {
        var greatest = 1
        var number = 0
        while let byte = bytes.first, (0x30...0x39).contains(byte) || byte == UInt8(ascii: ",") {
            number = byte == UInt8(ascii: ",") ? 0 : min(number * 10 + Int(byte - 0x30), largest)
            greatest = max(greatest, number)
            bytes = bytes.dropFirst()
        }
        if bytes.first == UInt8(ascii: "}") { bytes = bytes.dropFirst() }
        return greatest + 1
    }
}
