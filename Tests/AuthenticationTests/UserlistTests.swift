import Glibc
import TestSupport
import Testing

@testable import Authentication

@Suite struct UserlistTests {
    private func list(_ text: String) throws -> Userlist { try Userlist(Array(text.utf8), file: "users.txt") }

    @Test func `Users with their secrets`() throws {
        let users = try list(
            """
            ; a comment

            "alice" "\(ScramVerifierTests.pencil)"
              "bob"\t"open ""sesame"" \\ ;" "old" "columns"\r
            "carol" "md5f6f8b4b3b2c1d0e9f8a7b6c5d4e3f201"
            "da""ve" ""
            """)
        #expect(users["alice"] == .verifier(try ScramVerifier(ScramVerifierTests.pencil)))
        #expect(users["bob"] == .password("open \"sesame\" \\ ;"))
        #expect(users["carol"] == .md5("md5f6f8b4b3b2c1d0e9f8a7b6c5d4e3f201"))
        #expect(users["da\"ve"] == .absent)
        #expect(users["erin"] == nil)
        #expect(users.users.count == 4)
        #expect(users.uselessCount == 2)
        #expect(try list("").users.isEmpty)
    }

    @Test(arguments: [
        ("\n\nalice \"x\"", 3, "expected \"user\" \"secret\""), ("\"alice\"", 1, "expected \"user\" \"secret\""),
        ("\"alice\" x", 1, "expected \"user\" \"secret\""),
        ("\"alice\" \"x\n\"", 1, "a quote is not closed in this line"),
        ("\"", 1, "a quote is not closed in this line"), ("\"alice\" \"", 1, "a quote is not closed in this line"),
        ("\"alice\" \"x\"\"", 1, "a quote is not closed in this line"), ("\"\" \"x\"", 1, "the user's name is empty"),
        ("\"a\" \"x\"\n\"a\" \"y\"", 2, "the user \"a\" stands there twice"),
        ("\"a\" \"\0\"", 1, "the text is not UTF-8"),
    ])
    func `A line that is not understood`(text: String, line: Int, message: String) {
        let error = #expect(throws: Userlist.ParseError.self) { try list(text) }
        #expect(error?.description == "users.txt:\(line): \(message)")
    }

    @Test func `A damaged verifier is named and not shown`() {
        let error = #expect(throws: Userlist.ParseError.self) { try list("\"a\" \"SCRAM-SHA-256$4096:hush\"") }
        #expect(error?.description.hasPrefix("users.txt:1: the verifier is not valid") == true)
        #expect(error?.description.contains("hush") == false)
    }

    @Test func `Nobody else may read the file`() throws {
        let folder = TemporaryFolder()
        let path = try folder.write("\"alice\" \"hush\"\n", to: "users.txt")
        #expect(try Userlist(contentsOf: path)["alice"] == .password("hush"))
        for mode in [0o644, 0o604, 0o620, 0o601] as [mode_t] {
            chmod(path, mode)
            let error = #expect(throws: Userlist.ParseError.self) { try Userlist(contentsOf: path) }
            #expect(error?.description == "\(path): others than its owner can read it: chmod 600 it")
        }
        // What belongs to root, a group of root's choice may read.
        chmod(path, 0o640)
        #expect(((try? Userlist(contentsOf: path)) != nil) == (getuid() == 0))
        // As systemd keeps it for the service.
        chmod(path, 0o644)
        #expect(try Userlist(contentsOf: path, credentialsFolder: folder.path)["alice"] == .password("hush"))
        #expect(throws: Userlist.ParseError.self) { try Userlist(contentsOf: path, credentialsFolder: "relative") }
    }

    @Test func `A file that cannot be read`() {
        let folder = TemporaryFolder()
        let missing = #expect(throws: Userlist.ParseError.self) { try Userlist(contentsOf: folder.path + "/none") }
        #expect(missing?.description == "\(folder.path)/none: No such file or directory")
        #expect(throws: Userlist.ParseError.self) { try Userlist(contentsOf: folder.path) }
    }

    @Test func `Damaged lists never trap`() throws {
        var random = SeededGenerator(state: 11)
        let text = Array("; c\n\"alice\" \"\(ScramVerifierTests.pencil)\"\n\"b\"\"ob\" \"x\"\n".utf8)
        for _ in 0..<3000 { _ = try? Userlist(random.damage(text), file: "users.txt") }
        for _ in 0..<3000 {
            _ = try? ScramVerifier(
                String(decoding: random.damage(Array(ScramVerifierTests.pencil.utf8)), as: UTF8.self))
        }
    }
}
