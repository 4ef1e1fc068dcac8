import Testing

@testable import ColumnStore

@Suite struct OpenStepTests {
    private let step = Step(containing: 600)

    @Test func aStepMayCloseAtItsEnd() {
        let open = OpenStep(visits, step, openedAt: 650)
        #expect(!open.mayClose(at: 899))
        #expect(open.mayClose(at: 900))
        #expect(open.mayClose(at: .max))
    }

    @Test func aStepThatIsOpenedLateWaitsAMinute() {
        let open = OpenStep(visits, step, openedAt: 5000)
        #expect(!open.mayClose(at: 5059))
        #expect(open.mayClose(at: 5060))
    }

    @Test func aClockThatWentBackDoesNotKeepAStepOpen() {
        let open = OpenStep(visits, step, openedAt: 1_000_000)
        #expect(open.mayClose(at: 2000))
        #expect(!open.mayClose(at: 800))
    }

    @Test func onlyRowsThatAreInNoSegmentAreDropped() {
        var open = OpenStep(visits, step, openedAt: 0)
        open.append(batch([Visit(time: 600), Visit(time: 601)]))
        open.noteFlushed()
        open.append(batch([Visit(time: 602), Visit(time: 603), Visit(time: 604)]))
        #expect(open.dropOldest(2) == 2)
        #expect(open.buffer.columns[0].numbers == [600, 601, 604])
        #expect(open.dropOldest(2) == 1)
        #expect(open.fresh == 0 && open.buffer.count == 2)
    }
}
