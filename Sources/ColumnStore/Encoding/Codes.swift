/// Positions in a dictionary.
enum Codes {
    /// The dictionary's entry for each code.
    static func gather<Value>(_ entries: [Value], _ codes: [UInt32]) throws(DecodingFailure) -> [Value] {
        try check(codes, below: entries.count)
        return entries.withUnsafeBufferPointer { source in
            [Value](unsafeUninitializedCapacity: codes.count) { buffer, filled in
                for index in 0..<codes.count {
                    buffer.initializeElement(at: index, to: source[Int(truncatingIfNeeded: codes[index])])
                }
                filled = codes.count
            }
        }
    }

    static func check(_ codes: [UInt32], below limit: Int) throws(DecodingFailure) {
        guard codes.withUnsafeBufferPointer({ areValid($0, below: limit) }) else {
            throw DecodingFailure("code beyond its dictionary")
        }
    }

    /// Whether each code has its entry in a dictionary of `limit` entries.
    static func areValid(_ codes: UnsafeBufferPointer<UInt32>, below limit: Int) -> Bool {
        guard limit > 0, let greatest = Int32(exactly: limit - 1) else { return codes.isEmpty }
        // The top bit of a code, or of its distance from the greatest, tells of one that is too large.
        var excess: Int32 = 0
        for index in 0..<codes.count {
            let code = Int32(bitPattern: codes[index])
            excess |= (greatest &- code) | code
        }
        return excess >= 0
    }

    /// Renumbers codes so that only those that occur are left, in their order.
    static func renumber(_ codes: ArraySlice<UInt32>, domain: Int) -> (codes: [UInt64], used: [Int]) {
        var occurs = [Bool](repeating: false, count: domain)
        for code in codes { occurs[Int(code)] = true }
        let used = occurs.indices.filter { occurs[$0] }
        var renumbered = [UInt64](repeating: 0, count: domain)
        for (new, old) in used.enumerated() { renumbered[old] = UInt64(new) }
        return (codes.map { renumbered[Int($0)] }, used)
    }
}
