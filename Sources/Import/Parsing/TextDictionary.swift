import Bytes

/// The distinct texts of a column of one piece of the file; codes are given in the order of coming.
struct TextDictionary {
    private(set) var texts: [String] = []
    private var hashes: [UInt64] = []
    /// Open addressing by hash: code + 1, or 0 for an empty place.
    private var places = [UInt32](repeating: 0, count: 64)
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]

    /// The code of a text, nil when its bytes are no UTF-8.
    mutating func code(_ source: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
        let hash = Hash64.of(source.extracting(range))
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0 {
            let code = Int(places[place] - 1)
            if hashes[code] == hash && isEqual(code, source, range) { return UInt32(code) }
            place = (place + 1) & mask
        }
        return add(source, range, hash, place)
    }

    private func isEqual(_ code: Int, _ source: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let start = ends[code]
        guard ends[code + 1] - start == range.count else { return false }
        for offset in 0..<range.count where bytes[start + offset] != source[range.lowerBound + offset] { return false }
        return true
    }

    private mutating func add(_ source: Span<UInt8>, _ range: Range<Int>, _ hash: UInt64, _ place: Int) -> UInt32? {
        let start = bytes.count
        for offset in range { bytes.append(source[offset]) }
        guard let text = String(validating: bytes[start...], as: UTF8.self) else {
            bytes.removeSubrange(start...)
            return nil
        }
        let code = UInt32(texts.count)
        texts.append(text)
        hashes.append(hash)
        ends.append(bytes.count)
        places[place] = code + 1
        if texts.count * 2 > places.count { grow() }
        return code
    }

    private mutating func grow() {
        places = [UInt32](repeating: 0, count: places.count * 2)
        for (code, hash) in hashes.enumerated() {
            var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
            while places[place] != 0 { place = (place + 1) & (places.count - 1) }
            places[place] = UInt32(code) + 1
        }
    }
}
