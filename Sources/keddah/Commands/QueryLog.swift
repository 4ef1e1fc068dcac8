import Bytes
import Glibc
import Observations
import Platform
import Query

/// A file with a line of JSON for each query: who asked what, and how long it took.
struct QueryLog {
    private let path: String
    private let caller: String?
    /// Whether somebody asked for this very file, so that failing to write it is an error.
    private let isWanted: Bool

    /// A log that is larger makes place for a new one.
    private static let largest = 16 << 20

    /// The file that was asked for, or the store's when somebody calls; nil when nothing is to be noted.
    init?(file: String?, store: String, caller: String?) {
        guard file != nil || caller != nil else { return nil }
        path = file ?? store + "/query.log"
        isWanted = file != nil
        self.caller = caller
    }

    /// Adds a line. A reader of somebody else's store may lack the right to, which is no reason not to answer.
    func note(_ arguments: QueryArguments, _ result: QueryResult?, failure: String?) throws(SystemError) {
        do throws(SystemError) {
            try makePlace()
            let file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
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
            if let caller { json.member("caller", caller) }
            json.member("query", arguments.columns)
            if let interfaces = arguments.interfaces { json.member("ifaces", interfaces) }
            if let condition = arguments.condition { json.member("condition", condition) }
            if let result {
                json.member("from", result.plan.schema.name)
                json.member("time_first", Timestamp.rfc3339(result.plan.range.lowerBound))
                json.member("time_last", Timestamp.rfc3339(result.plan.range.upperBound))
                json.member("hits", result.groups)
                json.member("duration", result.statistics.duration)
            }
            if let failure { json.member("error", failure) }
        }
        json.endLine()
        return json.bytes
    }
}
