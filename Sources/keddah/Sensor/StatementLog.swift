import Glibc
import Observations
import Platform

/// Each statement as a JSON line in a file, for headless use.
final class StatementLog {
    private let file: FileDescriptor
    private let path: String

    /// Opens the file, made readable by its owner only when it is not there.
    init(_ path: String) throws(SystemError) {
        file = try FileDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
        self.path = path
    }

    /// Appends statements with one write, and a line for those that could not be kept apart.
    func write(_ events: [StatementEvent], lost: UInt64, _ renderer: EventRenderer) {
        var lines: [UInt8] = []
        for event in events { lines.append(contentsOf: renderer.json(event).utf8) }
        if lost > 0 { lines.append(contentsOf: renderer.leftOut(lost, isJSON: true).utf8) }
        do {
            try file.writeAll(lines)
        } catch {
            Log.shared.limited("statements", every: 60).error(
                "cannot write the statement log",
                ["file": path, "reason": error.reason])
        }
    }
}
