import TestSupport
import Testing

@testable import Proxy

@Suite struct BindValuesTests {
    private func values(_ bytes: [UInt8]) -> [[UInt8]?] { bytes.withUnsafeBytes(BindValues.read) }

    private func body(_ values: [String?]) -> [UInt8] {
        Array(Frontend.bind("", values).dropFirst(7))
    }

    @Test func `Values, NULL and the empty text`() {
        #expect(values(body(["a", nil, "", "bc"])) == [[0x61], nil, [], [0x62, 0x63]])
        #expect(values(body([])).isEmpty)
    }

    @Test func `Format codes stand before them`() {
        let formats: [UInt8] = [0, 2, 0, 1, 0, 0]
        #expect(values(formats + body(["a", "b"]).dropFirst(2)) == [[0x61], [0x62]])
    }

    @Test func `Long values are cut`() {
        let long = String(repeating: "x", count: 1_000)
        #expect(values(body([long, "b"])).map { $0?.count } == [256, 1])
    }

    @Test func `Damaged messages give what can be read`() {
        let whole = body(["abc", nil, "de"])
        for count in 0..<whole.count {
            let found = values(Array(whole.prefix(count)))
            #expect(found.count <= 3)
        }
        #expect(values([0xff, 0xff]).isEmpty)
        #expect(values([0, 0, 0xff, 0xff]).isEmpty)
        #expect(values([0, 0, 0, 1, 0xff, 0xff, 0xff, 0xfe, 1]) == [[1]])
        #expect(values([0, 0, 0, 1, 0x7f, 0xff, 0xff, 0xff]).isEmpty)
    }
}
