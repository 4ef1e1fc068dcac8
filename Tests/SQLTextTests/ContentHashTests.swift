import Testing

@testable import SQLText

@Suite struct ContentHashTests {
    private func hash(_ pieces: [[UInt8]]) -> UInt64 {
        var hash = ContentHash(seed: 3)
        for piece in pieces { piece.withUnsafeBytes { hash.append($0) } }
        return hash.value
    }

    @Test func cutsMakeNoDifference() {
        let bytes = (0..<40).map { UInt8($0) }
        let whole = hash([bytes])
        for first in 0...40 {
            for second in first...40 {
                #expect(hash([Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]) == whole)
            }
        }
    }

    @Test func lengthCounts() {
        let hashes = Set((0..<20).map { hash([[UInt8](repeating: 0, count: $0)]) })
        #expect(hashes.count == 20)
    }
}
