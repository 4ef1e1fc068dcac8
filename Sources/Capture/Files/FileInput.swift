import Glibc
import Platform
import Synchronization

/// The bytes of a capture file in order, decompressed where they were compressed. What it gives out stays valid until
/// the next call.
final class FileInput {
    private static let leastCapacity = 256 << 10

    let name: String
    /// The size of a regular file.
    let size: UInt64?
    /// Called each time more was read; what it throws ends the reading.
    var onRead: () throws(CaptureError) -> Void = {}
    /// The place in the (decompressed) file of the next byte.
    private(set) var place: UInt64 = 0

    private var source: FileDescriptor
    private var decompressor: Decompression?
    private var buffer: UnsafeMutableRawPointer
    private var capacity = leastCapacity
    private var start = 0
    private var end = 0
    private var plainBytes: UInt64 = 0
    private let interruption: Int32?

    /// Opens a file, `-` being standard input; reading ends when `interruption` becomes readable.
    init(_ path: String, interruption: Int32? = nil) throws(CaptureError) {
        self.interruption = interruption
        name = path == "-" ? "standard input" : path
        buffer = .allocate(byteCount: Self.leastCapacity, alignment: 16)
        do throws(SystemError) {
            source = path == "-" ? try Self.standardInput() : try .open(path, flags: O_RDONLY)
        } catch {
            buffer.deallocate()
            throw CaptureError(.access, "\(error)")
        }
        var status = stat()
        let isRegular = fstat(source.number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        size = isRegular ? UInt64(max(0, status.st_size)) : nil
        if status.st_mode & S_IFMT == S_IFDIR { throw CaptureError(.access, "\(path) is a folder") }
        guard try fill(6), let program = Decompression.program(for: bytes) else { return }
        let head = Array(UnsafeRawBufferPointer(start: buffer + start, count: end - start))
        let decompression = try Decompression(program, head: head, rest: source, name: name)
        source = decompression.takeOutput()
        decompressor = decompression
        (start, end) = (0, 0)
    }

    deinit { buffer.deallocate() }

    private static func standardInput() throws(SystemError) -> FileDescriptor {
        let number = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
        guard number >= 0 else { throw .last("read standard input") }
        return FileDescriptor(owning: number)
    }

    /// Bytes of the file itself that were read.
    var bytesRead: UInt64 { decompressor?.bytesRead ?? plainBytes }

    /// Where the next byte is.
    @inline(__always)
    var bytes: UnsafeRawPointer { UnsafeRawPointer(buffer + start) }

    /// How many bytes are there without reading more.
    @inline(__always)
    var available: Int { end &- start }

    /// Goes on by bytes that are there.
    @inline(__always)
    func skip(_ count: Int) {
        start &+= count
        place &+= UInt64(truncatingIfNeeded: count)
    }

    /// Whether so many bytes are there, after reading more when they were not.
    @inline(__always)
    func has(_ count: Int) throws(CaptureError) -> Bool {
        if end &- start >= count { return true }
        return try fill(count)
    }

    @inline(never)
    private func fill(_ count: Int) throws(CaptureError) -> Bool {
        makeRoom(count)
        while end - start < count {
            try awaitBytes()
            let got: Int
            do throws(SystemError) {
                got = try source.read(
                    into: UnsafeMutableRawBufferPointer(start: buffer + end, count: capacity - end))
            } catch {
                throw CaptureError(.access, "\(name): \(error)")
            }
            if got == 0 {
                try decompressor?.checkEnd()
                return false
            }
            end += got
            plainBytes += UInt64(got)
            try onRead()
        }
        return true
    }

    /// Waits until there is something to read, or the end.
    private func awaitBytes() throws(CaptureError) {
        guard let interruption else { return }
        var watched = [source.number, interruption].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&watched, 2, -1) < 0 && errno == EINTR {}
        if watched[1].revents != 0 { throw CaptureError(.interrupted, "\(name) was not read to its end") }
    }

    private func makeRoom(_ count: Int) {
        let left = end - start
        if count > capacity {
            let larger = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
            larger.copyMemory(from: buffer + start, byteCount: left)
            buffer.deallocate()
            (buffer, capacity) = (larger, count)
        } else {
            memmove(buffer, buffer + start, left)
        }
        (start, end) = (0, left)
    }
}
