import CPgQuery
import Glibc
import SQLText

/// Compares our fingerprints with libpg_query's over PostgreSQL's regression tests: which statements only one of the
/// two holds to be the same, and why.
enum FingerprintOracle {
    /// The statements of all `.sql` files below the directories, compared; prints a count a kind with an example.
    static func run(directories: [String]) {
        var report = OracleReport()
        var skipped = 0
        for path in directories.flatMap(OracleCorpus.files) {
            for sql in OracleCorpus.statements(path) {
                // libpg_query recurses over what it reads.
                if sql.count > 20_000 {
                    skipped += 1
                    continue
                }
                let ours = StatementScanner.statements(in: sql.span).map(\.fingerprint)
                guard ours.count == 1 else { continue }
                report.add(String(decoding: sql, as: UTF8.self), ours: ours[0], theirs: oracleFingerprint(sql))
            }
        }
        report.printAll(skipped: skipped)
    }

    /// libpg_query's fingerprint; nil when it cannot parse the statement.
    private static func oracleFingerprint(_ sql: [UInt8]) -> UInt64? {
        let result = pg_query_fingerprint((sql + [0]).map { CChar(bitPattern: $0) })
        defer { pg_query_free_fingerprint_result(result) }
        return result.error == nil ? result.fingerprint : nil
    }
}

/// The statements of psql scripts, without psql's own commands and COPY's data.
enum OracleCorpus {
    static func files(_ directory: String) -> [String] {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var paths: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".sql") { paths.append("\(directory)/\(name)") }
        }
        return paths.sorted()
    }

    static func statements(_ path: String) -> [[UInt8]] {
        let text = commandsRemoved(read(path))
        return StatementScanner.statements(in: text.span).map { Array(text[$0.start..<$0.end]) }
    }

    private static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    private static func commandsRemoved(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var isData = false
        for line in text.split(separator: 0x0a, omittingEmptySubsequences: false) {
            if isData {
                isData = !line.starts(with: Array("\\.".utf8))
                continue
            }
            if line.first == 0x5c {
                output.append(contentsOf: ";\n".utf8)
                continue
            }
            let lower = String(decoding: line, as: UTF8.self).lowercased()
            isData = lower.contains("from stdin") && lower.contains(";")
            if let command = lower.firstRange(ofCommand: "\\g"), !lower.contains("'") {
                output.append(contentsOf: lower.utf8.prefix(command))
                output.append(0x3b)
            } else {
                output.append(contentsOf: line)
            }
            output.append(0x0a)
        }
        return output
    }
}

extension String {
    /// The offset in UTF-8 of a psql command within the line.
    fileprivate func firstRange(ofCommand command: String) -> Int? {
        let bytes = Array(utf8)
        let wanted = Array(command.utf8)
        guard bytes.count >= wanted.count else { return nil }
        return (0...bytes.count - wanted.count).first { Array(bytes[$0..<$0 + wanted.count]) == wanted }
    }
}
