import TestSupport
import Testing

@testable import Proxy

extension RunningProxy {
    /// What the server answers to messages and a Terminate, sent all at once; without the proxy it must be the same.
    func answers(_ messages: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws -> [Reply] {
        let found = try [cluster.v4, v4].map { address in
            let client = try RawClient(address, user: "postgres")
            try client.send(messages + Frontend.terminate)
            return try client.untilEnd()
        }
        #expect(found[0] == found[1], sourceLocation: sourceLocation)
        return found[1]
    }
}

extension Reply {
    /// The values of a DataRow, nil for NULL.
    var values: [[UInt8]?] {
        var found: [[UInt8]?] = []
        var rest = body.dropFirst(2)
        while rest.count >= 4 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            if length == 0xffff_ffff {
                found.append(nil)
            } else {
                found.append(Array(rest.prefix(length)))
                rest = rest.dropFirst(length)
            }
        }
        return found
    }
}

extension [Reply] {
    /// The values of all rows as text.
    var rows: [[String?]] {
        filter { $0.type == "D" }.map { row in row.values.map { $0.map { String(decoding: $0, as: UTF8.self) } } }
    }
}

extension Frontend {
    /// Bind of the unnamed statement with formats: 0 text, 1 binary.
    static func bind(_ values: [[UInt8]?], formats: [UInt16], results: [UInt16]) -> [UInt8] {
        let encoded = values.flatMap { value in value.map { number(UInt32($0.count)) + $0 } ?? number(.max) }
        return message(
            "B", [0, 0] + list(formats) + short(UInt16(values.count)) + encoded + list(results))
    }

    private static func list(_ codes: [UInt16]) -> [UInt8] { short(UInt16(codes.count)) + codes.flatMap(short) }

    private static func short(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
}
