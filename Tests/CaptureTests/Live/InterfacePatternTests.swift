import Testing

@testable import Capture

@Suite struct InterfacePatternTests {
    @Test(arguments: ["/a++++++++++++++++++++/", "/((a{19}){9}){9}/", "/(((((((((((a+)+)+)+)+)+)+)+)+)+)+)/"])
    func `A pattern whose repetitions multiply is refused before it is compiled`(text: String) {
        #expect(throws: CaptureError.self) { try InterfacePattern(text) }
    }

    @Test func `What names are described with is understood`() throws {
        let pattern = try InterfacePattern("/(eth|en[a-z]+)[0-9]{1,3}/")
        #expect(pattern.matches("eth0") && pattern.matches("enp12") && !pattern.matches("eth1234"))
    }
}
