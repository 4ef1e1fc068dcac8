import Testing

@testable import SQLText

@Suite struct ShortTextTests {
    @Test func keepsSixtyFourBytesAndCountsAll() {
        var text = ShortText()
        for index in 0..<100 { text.append(UInt8(index)) }
        #expect(text.length == 100)
        #expect(text.count == 64)
        for index in 0..<64 { #expect(text[index] == UInt8(index)) }
        text.removeAll()
        #expect(text == ShortText())
    }

    @Test(arguments: 0...64) func truncatingForgetsTheRest(_ length: Int) {
        var text = ShortText(String(repeating: "x", count: 64))
        text.truncate(to: length)
        #expect(text == ShortText(String(repeating: "x", count: length)))
    }

    @Test func containsFindsAtEitherEnd() {
        let text = ShortText("my_password")
        #expect(text.contains("my") && text.contains("word") && text.contains("my_password"))
        #expect(!text.contains("words") && !text.contains("my_password_") && !ShortText().contains("a"))
    }

    @Test func eightBytesAreJudgedAsOneByOne() {
        for byte in UInt8.min...UInt8.max {
            let word = UInt64(byte) * ASCIIWord.ones
            let continues = ByteClass.of(byte).continuesIdentifier
            #expect(ASCIIWord.identifierStops(word) == (continues ? 0 : ASCIIWord.highs))
            #expect(ASCIIWord.lowercased(word) == UInt64(ASCIIWord.lowercased(byte)) * ASCIIWord.ones)
        }
    }

    @Test func everyKeywordIsFoundAndNothingElse() {
        let table = KeywordTable()
        for entry in KeywordTable.vocabulary() {
            let found = table.find(ShortText(entry.word))
            #expect(found.keyword == entry.keyword && found.traits == entry.traits)
            let longer = table.find(ShortText(entry.word + "_x"))
            #expect(longer.keyword == .none && longer.traits.isEmpty)
        }
    }
}
