import Observations
import Testing

@testable import ColumnStore

@Suite struct RowBufferTests {
    @Test func batchesOfDifferentDictionariesShareOne() {
        var buffer = RowBuffer(schema: visits)
        buffer.append(
            batch([Visit(time: 1, user: "a"), Visit(time: 2, user: "b"), Visit(time: 3, user: "c")]), rows: [2, 0])
        buffer.append(batch([Visit(time: 4, user: "b"), Visit(time: 5, user: "a")]))
        let users = buffer.columns[2]
        #expect(users.codes.map { users.strings.texts[Int($0)] } == ["c", "a", "b", "a"])
        #expect(users.strings.texts.count == 3)
        #expect(buffer.columns[0].numbers == [3, 1, 4, 5])
        #expect(buffer.count == 4)
    }

    @Test func rowsAreForgottenInTheMiddle() {
        var buffer = RowBuffer(schema: visits)
        buffer.append(batch((0..<5).map { Visit(time: $0) }))
        buffer.remove(1..<4)
        #expect(buffer.count == 2)
        #expect(buffer.columns[0].numbers == [0, 4])
        #expect(buffer.columns[1].addresses.count == 2 && buffer.columns[2].codes.count == 2)
        buffer.remove(0..<2)
        #expect(buffer.count == 0)
    }
}
