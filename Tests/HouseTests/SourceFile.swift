import Glibc

/// A file of the repository as the rules see it.
struct SourceFile: Sendable {
    /// Its path from the repository's root.
    let path: String
    let text: String
    let lines: [String]
    /// The lines with comments and the contents of strings blanked.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = Self.split(Array(text.utf8))
        code =
            path.hasSuffix(".swift") || path.hasSuffix(".c") || path.hasSuffix(".h")
            ? Self.split(CodeMask.code(Array(text.utf8))) : lines
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    var isSource: Bool { path.hasPrefix("Sources/") }
    var isTest: Bool { path.hasPrefix("Tests/") }

    private static func split(_ bytes: [UInt8]) -> [String] {
        var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// The files that the repository is made of.
enum Repository {
    static let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

    /// Swift and C sources, tests, scripts and pages.
    static let files: [SourceFile] = {
        let folders = ["Sources", "Tests", "docs", "scripts", "packaging"].flatMap { paths(under: $0) }
        let top = (try? names(in: root))?.filter { kind($0) == DT_REG } ?? []
        return (folders + top.sorted()).filter(isText).compactMap { path in
            read("\(root)/\(path)").map { SourceFile(path: path, text: $0) }
        }
    }()

    private static func isText(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        let endings = [".swift", ".c", ".h", ".md", ".yaml", ".service", ".py", ".sh", ".txt", ".modulemap"]
        return !name.contains(".") || endings.contains { name.hasSuffix($0) }
    }

    private static func paths(under folder: String) -> [String] {
        guard let names = try? names(in: "\(root)/\(folder)") else { return [] }
        return names.sorted().flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            switch kind(path) {
            case DT_DIR: return paths(under: path)
            case DT_REG: return [path]
            default: return []
            }
        }
    }

    private struct Missing: Error {}

    private static func names(in folder: String) throws(Missing) -> [String] {
        guard let entries = opendir(folder) else { throw Missing() }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") && name != "__pycache__" { names.append(name) }
        }
        return names
    }

    private static func kind(_ path: String) -> Int {
        var status = stat()
        guard stat("\(root)/\(path)", &status) == 0 else { return DT_UNKNOWN }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return DT_DIR
        case S_IFREG: return DT_REG
        default: return DT_UNKNOWN
        }
    }

    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = Glibc.read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
