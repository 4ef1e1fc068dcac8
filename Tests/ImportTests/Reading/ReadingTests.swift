import Testing

@testable import Import

@Suite struct ReadingTests {
    @Test(arguments: [
        ("", 0), ("a", 0), ("a\n", 2), ("a\nb", 2), ("a\n\"b\nc", 2), ("a\n\"b\n\"\"c\nd\"\ne\nf", 14),
        ("\"\n", 0), ("\"\"\n\"\n", 3), ("\"a\"\n", 4),
    ])
    func `Records end outside quotes`(text: String, end: Int) {
        // Whatever stands before a slice does not matter.
        let bytes = Array("\"x\n".utf8) + Array(text.utf8)
        #expect(RecordSplit.lastEnd(bytes[3...]) == end)
        #expect(RecordSplit.lastEnd(Array(text.utf8)[...]) == end)
    }

    @Test(arguments: [16, 37, 100, 1_000, 100_000])
    func `However large its pieces, a file is all there and cut at records`(size: Int) throws {
        let folder = Folder()
        let text = (0..<2_000).map { $0 % 5 == 0 ? "\($0),\"a\n,\"\"b\"\n" : "\($0),c\n" }.joined() + "last,d"
        let reader = try PieceReader(folder.write(text), pieceSize: size)
        var all: [UInt8] = []
        while let piece = try reader.next() {
            #expect(piece.offset == all.count)
            #expect(piece.bytes.count { $0 == 0x22 } % 2 == 0)
            all += piece.bytes
            #expect(piece.bytes.last == 0x0a || all.count == text.utf8.count)
        }
        #expect(all == Array(text.utf8))
    }

    @Test(arguments: [0, 1, 100, 65_536, 70_000, 199_999, 200_000])
    func `What is left out can be looked at`(target: Int) throws {
        let folder = Folder()
        let text = String(String(repeating: "0123456\n", count: 25_000).prefix(200_000))
        let reader = try PieceReader(folder.write(text), pieceSize: 5_000)
        let tail = try reader.skip(to: target, last: 50)
        let bytes = Array(text.utf8)
        #expect(tail == Array(bytes[max(0, target - 50)..<target]))
        let next = try reader.next()
        #expect(next?.offset == (target == bytes.count ? nil : target))
        #expect(next?.bytes.first == (target == bytes.count ? nil : bytes[target]))
    }

    @Test func `What is no text is said`() {
        func failure(_ name: String) -> String {
            do {
                _ = try PieceReader(name)
                return ""
            } catch {
                return error.message
            }
        }
        let folder = Folder()
        #expect(failure(folder.path + "/nothing").contains("No such file"))
        #expect(failure(folder.path).contains("directory"))
    }

    @Test func `A record without end is refused`() throws {
        let folder = Folder()
        let text = "time,iface,bytes_rcvd\n1,\"" + String(repeating: "0123456789abcde\n", count: 1_100_000)
        let message = #expect(throws: ImportError.self) {
            try Imports.run(folder.write(text), folder.store, Imports.flows(nil))
        }
        #expect(message?.message.contains("a quote may not be closed") == true)
    }
}
