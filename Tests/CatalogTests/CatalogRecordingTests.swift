import Testing

@testable import Catalog

@Suite struct CatalogRecordingTests {
    @Test func timesWidenWhicheverOrderTheyComeIn() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.catalog, mode: .readWrite)
        try catalog.record([record(1, seen: 200), record(1, seen: 100)])
        try catalog.record([record(1, seen: 300)])
        let entry = try catalog.entries(of: [1])[1]
        #expect(entry?.firstSeen == 100)
        #expect(entry?.lastSeen == 300)
    }

    @Test func theNewestSamplesStay() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.catalog, mode: .readWrite)
        for time in 0..<30 as Range<UInt64> {
            let sample = Sample(time: time, text: [0xff, UInt8(time), 0], parameters: time % 2 == 0 ? "('a')" : nil)
            try catalog.record([record(1, samples: [sample]), record(2)])
        }
        let samples = try catalog.samples(of: 1)
        #expect(samples.map(\.time) == Array((10..<30).reversed()))
        #expect(samples[0] == Sample(time: 29, text: [0xff, 29, 0]))
        #expect(samples[1].parameters == "('a')")
        #expect(try catalog.samples(of: 2).isEmpty)
    }

    @Test func anEmptyTextIsASampleToo() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.catalog, mode: .readWrite)
        try catalog.record([record(1, samples: [Sample(time: 1, text: [], parameters: "")])])
        #expect(try catalog.samples(of: 1) == [Sample(time: 1, text: [], parameters: "")])
    }

    @Test func theLongestUnseenGoWhenThereAreTooMany() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(
            path: directory.catalog, mode: .readWrite, limits: Catalog.Limits(fingerprints: 10, samples: 2))
        let sample = Sample(time: 1, text: [1])
        try catalog.record((1...10).map { record($0, seen: $0, samples: [sample]) })
        try catalog.record([record(1, seen: 50), record(11, seen: 51)])
        #expect(try catalog.fingerprintCount() == 10)
        #expect(try catalog.normalized(fingerprints: [1, 2, 3]).keys.sorted() == [1, 3])
        #expect(try catalog.samples(of: 2).isEmpty)
    }

    @Test func retentionForgetsWhatWasNotSeen() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.catalog, mode: .readWrite)
        try catalog.record((1...10).map { record($0, seen: $0 * 100, samples: [Sample(time: 1, text: [1])]) })
        try catalog.removeUnseen(since: 500)
        #expect(try catalog.entries(of: Array(1...10)).keys.sorted() == [5, 6, 7, 8, 9, 10])
        #expect(try catalog.samples(of: 4).isEmpty)
    }

    @Test func aBatchThatFailsLeavesNothing() throws {
        let directory = TemporaryDirectory()
        let catalog = try Catalog(path: directory.catalog, mode: .readWrite)
        try catalog.database.run(
            """
            CREATE TRIGGER refuse BEFORE INSERT ON fingerprints WHEN new.fingerprint = 3
            BEGIN SELECT raise(ABORT, 'no'); END
            """
        )
        #expect(throws: CatalogError.self) { try catalog.record([record(1), record(3)]) }
        #expect(try catalog.fingerprintCount() == 0)
        try catalog.record([record(1)])
        #expect(try catalog.fingerprintCount() == 1)
    }
}
