import Arguments
import Glibc
import Import
import Observations
import Platform

/// Shows how an import goes: a line that changes on a terminal, and one at the end.
final class ImportDisplay {
    private let name: String
    private let start = Clock.monotonic()
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var shown: UInt64 = 0

    /// How often the line changes, in nanoseconds.
    private static let interval: UInt64 = 200_000_000

    init(_ file: String) { name = file == "-" ? "standard input" : file }

    func show(_ progress: ImportProgress) {
        guard isTerminal, Clock.monotonic() - shown >= Self.interval else { return }
        shown = Clock.monotonic()
        let part = progress.size.map { size in size > 0 ? "\(progress.bytes * 100 / size) %, " : "" } ?? ""
        Terminal.writeError("\r\(name): \(part)\(progress.rows) rows, \(rate(progress.rows)) a second\u{1b}[K")
    }

    func end(_ result: ImportResult, _ options: ImportOptions, store: String) {
        if isTerminal && shown > 0 { Terminal.writeError("\r\u{1b}[K") }
        let earlier = result.earlierRows > 0 ? ", after \(result.earlierRows) rows that were there" : ""
        Terminal.write(
            "\(name): \(result.rows) rows imported into \(options.table.name) of \(store)\(earlier) "
                + "(\(seconds) s, \(rate(result.rows)) a second)\n")
        if !result.absent.isEmpty {
            Terminal.writeError(
                "keddah: not in the file, and so empty or 0: \(result.absent.joined(separator: ", "))\n")
        }
        if result.wasInterrupted {
            Terminal.writeError("keddah: interrupted after line \(result.lines); the same command goes on from there\n")
        }
    }

    private var elapsed: Double { Double(Clock.monotonic() - start) / 1e9 }

    private var seconds: String {
        let tenths = Int(elapsed * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func rate(_ rows: Int) -> Int { elapsed > 0 ? Int(Double(rows) / elapsed) : rows }
}
