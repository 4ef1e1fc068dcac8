import PostgresWire

/// Reads an input as what two peers say: mostly whole messages of types that exist, so that a search gets beyond the
/// first length field. See `steps`.
enum SessionScript {
    struct Step {
        let isFromClient: Bool
        let bytes: [UInt8]
    }

    private static let frontend = Array("QPBEDCSHFdcfXp".utf8)
    private static let backend = Array("CZE123sInTGHWDVStKNAcd".utf8)
    private static let mostSteps = 64

    /// An operation is a byte: its lowest bit the direction (1 for the client's), the next two the kind: 0 and 1 are a
    /// message, 2 is a message many times with a number in its body, 3 is bytes as they are. A message has its type and
    /// the length of its body in a byte each; a body that is not all there is filled with zeros.
    static func steps(_ input: ArraySlice<UInt8>) -> [Step] {
        var rest = input
        var steps: [Step] = []
        while let operation = rest.popFirst(), steps.count < mostSteps {
            let isFromClient = operation & 1 != 0
            let bytes =
                switch operation >> 1 & 3 {
                case 2: many(&rest, isFromClient)
                case 3: take(&rest)
                default: message(&rest, isFromClient)
                }
            if !bytes.isEmpty { steps.append(Step(isFromClient: isFromClient, bytes: bytes)) }
        }
        return steps
    }

    private static func take(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
        let count = Int(rest.popFirst() ?? 0)
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    private static func message(_ rest: inout ArraySlice<UInt8>, _ isFromClient: Bool) -> [UInt8] {
        let types = isFromClient ? frontend : backend
        let type = types[Int(rest.popFirst() ?? 0) % types.count]
        return MessageEncoding.message(type, take(&rest))
    }

    /// 2 to 128 times the same message but for a number in the first three bytes of its body, as in a name.
    private static func many(_ rest: inout ArraySlice<UInt8>, _ isFromClient: Bool) -> [UInt8] {
        let count = 2 << Int((rest.popFirst() ?? 0) % 7)
        var one = message(&rest, isFromClient)
        var all: [UInt8] = []
        for number in 0..<count {
            if one.count >= 8 {
                for place in 0..<3 { one[5 + place] = UInt8(0x30 + (number >> (5 * place)) & 31) }
            }
            all += one
        }
        return all
    }
}
