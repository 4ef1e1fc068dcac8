import TestSupport
import Testing

@testable import PostgresWire

@Suite struct ErrorFieldsTests {
    @Test func `The fields of a server's error`() {
        let fields = ErrorFields(body: Array(Backend.error("42601", position: 17, severity: "FATAL")[5...]))
        #expect(fields.severity == "FATAL")
        #expect(fields.sqlstate == "42601")
        #expect(fields.message == "no")
        #expect(fields.position == 17)
    }

    @Test func `The severity that is not localised wins`() {
        for body in ["SFEHLER\0VERROR\0\0", "VERROR\0SFEHLER\0\0"] {
            #expect(ErrorFields(body: Array(body.utf8)).severity == "ERROR")
        }
    }

    @Test func `An error of our own is what a client reads`() {
        let made = ErrorFields(severity: "FATAL", sqlstate: "08006", message: "gone")
        #expect(made.encoded[0] == UInt8(ascii: "E"))
        #expect(made.encoded[1...4].reduce(0) { $0 << 8 | Int($1) } == made.encoded.count - 1)
        #expect(ErrorFields(body: Array(made.encoded[5...])) == made)
    }

    @Test func `A damaged error gives what can be read`() {
        let whole = Array(Backend.error("42601", position: 17)[5...])
        for count in 0..<whole.count {
            let fields = ErrorFields(body: Array(whole.prefix(count)))
            #expect(["", "42601"].contains(fields.sqlstate))
        }
        #expect(ErrorFields(body: Array("Pmany\0\0".utf8)).position == nil)
        #expect(ErrorFields(body: Array("P99999999999999999999\0\0".utf8)).position == nil)
    }
}
