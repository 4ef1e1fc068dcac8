import Bytes
import Glibc
import Observations
import Platform
import Query

/// A file with a line of JSON for each query: who asked what, and how long it took.
struct QueryLog {
    private let path: String
    private let store: String
    private let caller: String?
    /// Whether somebody asked for this very file, so that failing to write it is an error.
    private let isWanted: Bool

    /// A log that is larger makes place for a new one.
    private static let largest = 16 << 20
    /// A text of which a line has no more than so many bytes.
    private static let longestText = 2048

    /// The file that was asked for, or the store's when somebody calls; nil when nothing is to be noted.
    init?(file: String?, store: String, caller: String?) {
        guard file != nil || caller != nil else { return nil }
        path = file ?? store + "/query.log"
        isWanted = file != nil
        self.store = store
        self.caller = caller
    }

    /// Adds a line. A reader of somebody else's store may lack the right to, which is no reason not to answer.
    func note(_ arguments: QueryArguments, _ result: QueryResult?, failure: String?) throws(SystemError) {
        do throws(SystemError) {
            try makePlace()
            // Who may write to the store reads its log too, although root was the first to ask.
            let file = try RegularFile.append(to: path, ownedAs: isWanted ? nil : store)
            try file.writeAll(line(arguments, result, failure))
        } catch {
            if isWanted { throw error }
        }
    }

    private func makePlace() throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > Self.largest else {
            return
        }
        guard rename(path, path + ".1") == 0 else { throw .last("rename \(path)") }
    }

    private func line(_ arguments: QueryArguments, _ result: QueryResult?, _ failure: String?) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("time", Timestamp.rfc3339(Clock.seconds()))
            if let caller { json.member("caller", cut(caller)) }
            json.member("query", cut(arguments.columns))
            if let interfaces = arguments.interfaces { json.member("ifaces", cut(interfaces)) }
            if let condition = arguments.condition { json.member("condition", cut(condition)) }
            if let result {
                json.member("from", result.plan.schema.name)
                json.member("time_first", Timestamp.rfc3339(result.plan.range.lowerBound))
                json.member("time_last", Timestamp.rfc3339(result.plan.range.upperBound))
                json.member("hits", result.groups)
                json.member("duration", result.statistics.duration)
            }
            if let failure { json.member("error", cut(failure)) }
        }
        json.endLine()
        return json.bytes
    }

    private func cut(_ text: String) -> String {
        guard text.utf8.count > Self.longestText else { return text }
        // What is left of a character in two is none.
        return String(decoding: text.utf8.prefix(Self.longestText), as: UTF8.self) + "…"
    }
}
