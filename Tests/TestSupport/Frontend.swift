import Bytes

/// Frontend messages of protocol 3, made by hand.
package enum Frontend {
    package static func message(_ type: Character, _ body: [UInt8] = []) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(type.utf8)
        writer.big(UInt32(body.count + 4))
        writer.raw(body)
        return writer.bytes
    }

    /// A packet without a type: start-up, SSLRequest, CancelRequest.
    package static func packet(code: UInt32, _ body: [UInt8] = []) -> [UInt8] {
        var writer = ByteWriter()
        writer.big(UInt32(body.count + 8))
        writer.big(code)
        writer.raw(body)
        return writer.bytes
    }

    package static let sslRequest = packet(code: 80_877_103)
    package static let gssRequest = packet(code: 80_877_104)

    package static func startup(_ parameters: [(String, String)], version: UInt32 = 3 << 16) -> [UInt8] {
        packet(code: version, parameters.flatMap { zeroed($0.0) + zeroed($0.1) } + [0])
    }

    package static func cancel(processID: UInt32, key: [UInt8]) -> [UInt8] {
        packet(code: 80_877_102, number(processID) + key)
    }

    package static func query(_ sql: String) -> [UInt8] { message("Q", zeroed(sql)) }

    package static func parse(_ sql: String, name: String = "") -> [UInt8] {
        message("P", zeroed(name) + zeroed(sql) + [0, 0])
    }

    package static func bind(_ statement: String = "", portal: String = "", _ values: [String?] = []) -> [UInt8] {
        let encoded = values.flatMap { value in
            value.map { number(UInt32($0.utf8.count)) + Array($0.utf8) } ?? number(.max)
        }
        let count = [UInt8(values.count >> 8), UInt8(values.count & 255)]
        return message("B", zeroed(portal) + zeroed(statement) + [0, 0] + count + encoded + [0, 0])
    }

    package static func execute(_ portal: String = "", rows: UInt32 = 0) -> [UInt8] {
        message("E", zeroed(portal) + number(rows))
    }

    /// `S` for a statement, `P` for a portal.
    package static func describe(_ kind: Character, _ name: String = "") -> [UInt8] {
        message("D", Array(kind.utf8) + zeroed(name))
    }

    package static func close(_ kind: Character, _ name: String = "") -> [UInt8] {
        message("C", Array(kind.utf8) + zeroed(name))
    }

    package static let sync = message("S")
    package static let flush = message("H")
    package static let terminate = message("X")
    package static let copyDone = message("c")

    package static func copyData(_ text: String) -> [UInt8] { message("d", Array(text.utf8)) }

    package static func copyFail(_ reason: String) -> [UInt8] { message("f", zeroed(reason)) }

    /// Parse, Bind and Execute of the unnamed statement.
    package static func extended(_ sql: String, _ values: [String?] = []) -> [UInt8] {
        parse(sql) + bind("", values) + execute()
    }

    /// A call of a function with text arguments.
    package static func functionCall(_ function: UInt32, _ arguments: [String]) -> [UInt8] {
        let encoded = arguments.flatMap { number(UInt32($0.utf8.count)) + Array($0.utf8) }
        return message("F", number(function) + [0, 0, 0, UInt8(arguments.count)] + encoded + [0, 0])
    }

    package static func zeroed(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    package static func number(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }
}
