import Bytes
import Glibc
import Platform

/// Reads a file, or standard input, in pieces of whole records.
final class PieceReader {
    /// How much is read at once, and how long a record may be.
    private let pieceSize: Int
    private static let longestRecord = 16 << 20

    /// The file's absolute path, or `-` for standard input.
    let path: String
    /// The file's size when it was opened; nil where that is not known.
    let size: Int?
    /// The first bytes, at most `headSize`.
    private(set) var head: [UInt8] = []
    private let file: FileDescriptor
    private var pending: [UInt8] = []
    /// Where `pending` begins.
    private var offset = 0
    private var isAtEnd = false

    static let headSize = 1 << 16

    /// - Throws: why it cannot be read, or what it is instead of text.
    init(_ name: String, pieceSize: Int = 4 << 20) throws(ImportError) {
        self.pieceSize = pieceSize
        let opened = try Self.open(name)
        (path, size) = (opened.path, opened.size)
        file = FileDescriptor(owning: opened.number)
        head = try read(atMost: Self.headSize)
        pending = head
        if head.starts(with: [0x1f, 0x8b]) {
            throw ImportError("\(name) is compressed: zcat \(name) | keddah import csv -")
        }
        if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) {
            throw ImportError("\(name) is UTF-16: convert it to UTF-8 first, with iconv")
        }
    }

    private static func open(_ name: String) throws(ImportError) -> (path: String, number: Int32, size: Int?) {
        if name == "-" {
            let number = dup(STDIN_FILENO)
            guard number >= 0 else { throw ImportError("standard input is closed") }
            return ("-", number, nil)
        }
        do throws(SystemError) {
            let number = try FileDescriptor.open(name, flags: O_RDONLY).release()
            var status = stat()
            let isFile = fstat(number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            let absolute = realpath(name, nil)
            defer { free(absolute) }
            return (absolute.map { String(cString: $0) } ?? name, number, isFile ? Int(status.st_size) : nil)
        } catch {
            throw ImportError("\(error)")
        }
    }

    /// Reads until so many bytes came or the end.
    private func read(atMost count: Int) throws(ImportError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            do {
                let done = try bytes.withUnsafeMutableBytes { buffer in
                    try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
                }
                if done == 0 { break }
                filled += done
            } catch {
                throw ImportError("the file cannot be read: \(error)")
            }
        }
        bytes.removeSubrange(filled...)
        return bytes
    }

    private func fill(_ count: Int) throws(ImportError) {
        guard !isAtEnd else { return }
        let more = try read(atMost: count)
        isAtEnd = more.count < count
        pending += more
    }

    /// What stands in front: at least one whole record, where there is one.
    func beginning() throws(ImportError) -> [UInt8] {
        while RecordSplit.firstEnd(pending[...]) == nil, !isAtEnd {
            guard pending.count < Self.longestRecord else { throw tooLong }
            try fill(pieceSize)
        }
        return pending
    }

    private var tooLong: ImportError {
        ImportError("a record is longer than \(Self.longestRecord >> 20) MiB: a quote may not be closed")
    }

    /// Leaves out what stands before a place of the file. Tells the bytes right before it, at most `last` of them;
    /// fewer when the file ends before.
    func skip(to target: Int, last: Int) throws(ImportError) -> [UInt8] {
        var kept: [UInt8] = []
        while true {
            let part = min(pending.count, target - offset)
            kept = Array((kept + pending[..<part]).suffix(last))
            pending.removeSubrange(..<part)
            offset += part
            if offset == target || (pending.isEmpty && isAtEnd) { return kept }
            let far = target - last - offset
            if size != nil, far > 0, lseek(file.number, off_t(target - last), SEEK_SET) >= 0 {
                offset = target - last
                kept = []
            }
            try fill(min(pieceSize, target - offset))
        }
    }

    /// The next records; nil at the end.
    func next() throws(ImportError) -> Piece? {
        while true {
            if pending.count < pieceSize { try fill(pieceSize - pending.count) }
            if pending.isEmpty { return nil }
            var end = RecordSplit.lastEnd(pending[...])
            if end == 0 {
                if isAtEnd {
                    end = pending.count
                } else {
                    guard pending.count < Self.longestRecord else { throw tooLong }
                    try fill(pieceSize)
                    continue
                }
            }
            if isAtEnd, end < pending.count { end = pending.count }
            let rest = Array(pending[end...])
            let piece = Piece(bytes: end == pending.count ? pending : Array(pending[..<end]), offset: offset)
            pending = rest
            offset += end
            return piece
        }
    }
}
