import Glibc
import Platform

/// A folder of a test's own, gone with it.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        var template = Array("/tmp/keddah-test-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no temporary folder")
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { _ = try? ChildProcess.run(["/bin/rm", "-rf", path]) }

    /// Writes a file, and gives its path.
    package func write(_ text: String, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        let descriptor = try FileDescriptor.open(file, flags: O_WRONLY | O_CREAT | O_TRUNC)
        try descriptor.writeAll(Array(text.utf8))
        return file
    }
}

/// The text of a file, empty when there is none.
package func textOfFile(_ path: String) -> String {
    guard let file = try? FileDescriptor.open(path, flags: O_RDONLY) else { return "" }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while let count = try? file.read(into: &chunk), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}
