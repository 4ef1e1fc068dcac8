/// The names of files and directories in a store.
struct StorePaths: Sendable {
    let root: String

    var version: String { root + "/version" }
    var lock: String { root + "/lock" }

    func table(_ name: String) -> String { "\(root)/\(name)" }

    func day(_ table: String, _ day: Day) -> String { "\(root)/\(table)/\(day.name)" }

    /// The log whose first segment has a sequence number.
    func log(_ table: String, _ sequence: UInt64) -> String {
        let digits = String(sequence, radix: 16)
        return "\(root)/\(table)/open-\(String(repeating: "0", count: 16 - digits.count))\(digits).log"
    }

    static func manifest(_ day: String) -> String { day + "/manifest" }

    /// The place of a manifest that was damaged; a day may have several.
    static func damagedManifest(_ day: String, number: Int) -> String {
        "\(manifest(day)).damaged\(number == 1 ? "" : ".\(number)")"
    }

    /// The file of a column; the number of its generation stands in its name from the first on.
    static func column(_ day: String, _ name: String, generation: UInt32 = 0) -> String {
        "\(day)/\(name)\(columnSuffix(generation))"
    }

    /// Whether a file of a day's directory has a column of another generation.
    static func isColumn(_ name: String, notOf generation: UInt32, columns: [String]) -> Bool {
        guard name.hasSuffix(".col") else { return false }
        return !columns.contains { name == $0 + columnSuffix(generation) }
    }

    private static func columnSuffix(_ generation: UInt32) -> String {
        generation == 0 ? ".col" : ".\(generation).col"
    }

    /// The first sequence number of a log, by the log's name; nil for other files.
    static func logSequence(_ name: String) -> UInt64? {
        guard name.utf8.count == 25, name.hasPrefix("open-"), name.hasSuffix(".log") else { return nil }
        return UInt64(name.dropFirst(5).dropLast(4), radix: 16)
    }
}

extension StorePaths {
    private static let removedPrefix = ".removed-"

    /// Where a day's directory goes before its files are removed, so that readers see all of the day or nothing.
    func removed(_ table: String, _ day: Day) -> String { "\(root)/\(table)/\(Self.removedPrefix)\(day.name)" }

    static func isRemoved(_ name: String) -> Bool { name.hasPrefix(removedPrefix) }
}
