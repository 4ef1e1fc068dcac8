import Testing

@testable import HTTPServer

@Suite struct HTTPTargetTests {
    @Test func `A path and a query are decoded`() throws {
        let target = try #require(HTTPTarget("/a%2Fb/c%20d?x=1&y=a+b%26c&flag&x=2"))
        #expect(target.path == "/a/b/c d")
        #expect(target["x"] == "1")
        #expect(target["y"] == "a b&c")
        #expect(target["flag"] == "")
        #expect(target["none"] == nil)
        #expect(target.query.count == 4)
    }

    @Test func `A proxy's form of a target is its path`() {
        #expect(HTTPTarget("http://example.org/status?a=b") == HTTPTarget("/status?a=b"))
        #expect(HTTPTarget("*")?.path == "*")
    }

    @Test(arguments: ["/%", "/%4", "/%zz", "/a%00b", "/%ff", "ftp://x/y", "http://x", "", "/?a=%0"])
    func `What is no target is refused`(text: String) { #expect(HTTPTarget(text) == nil) }

    @Test func `Names of header fields are compared without regard to case`() {
        var headers = HTTPHeaders()
        headers.add("content-TYPE", "text/csv")
        headers.add("Accept", "a")
        headers.add("accept", "b")
        #expect(headers["Content-Type"] == "text/csv")
        #expect(headers.values("ACCEPT") == ["a", "b"])
        headers.set("Accept", "c")
        #expect(headers.values("accept") == ["c"])
    }
}
