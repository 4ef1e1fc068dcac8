/// Finds the name that somebody who mistyped one most likely meant.
public enum NearestName {
    /// The name of `names` with the fewest edits from `typed`, or nil when none is near: at most one edit for three
    /// characters, for two when both begin alike. The first of equally near ones wins; letter case and the choice of
    /// `-` or `_` count nothing.
    public static func find(_ typed: String, among names: some Sequence<String>) -> String? {
        let folded = fold(typed)
        var best: (name: String, distance: Int)?
        for name in names {
            let candidate = fold(name)
            let length = max(folded.count, candidate.count)
            let limit = max(1, folded.first == candidate.first ? length / 2 : length / 3)
            guard abs(candidate.count - folded.count) <= limit else { continue }
            let distance = editDistance(folded, candidate)
            if distance <= limit && distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours count one
    /// each.
    static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for row in 0..<a.count {
            var current = [row + 1]
            for column in 0..<b.count {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (a[row] == b[column] ? 0 : 1))
                if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[b.count]
    }

    /// At most 64 bytes, for what was typed may be anything.
    private static func fold(_ name: String) -> [UInt8] {
        name.utf8.prefix(64).map { byte in
            if byte == 0x5f { return 0x2d }
            return (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
        }
    }
}
