import CLinux
import Glibc

/// An open file or socket: exactly one owner, closed when the owner lets go of it.
public struct FileDescriptor: ~Copyable, Sendable {
    /// The number, valid as long as this value lives.
    public let number: Int32

    /// Takes ownership of an open descriptor.
    public init(owning number: Int32) {
        precondition(number >= 0)
        self.number = number
    }

    deinit { Glibc.close(number) }

    /// Gives ownership away; the caller closes the number.
    public consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Opens a file.
    /// - Throws: the system's reason, with the path.
    public static func open(_ path: String, flags: Int32, mode: UInt32 = 0o600) throws(SystemError) -> FileDescriptor {
        let number = retryingInterrupts { keddah_open(path, flags | O_CLOEXEC, mode) }
        guard number >= 0 else { throw .last("open \(path)") }
        return FileDescriptor(owning: number)
    }

    /// Reads at most `buffer.count` bytes; 0 is the end of the file.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        let count = retryingInterrupts { Glibc.read(number, buffer.baseAddress, buffer.count) }
        guard count >= 0 else { throw .last("read") }
        return count
    }

    /// Writes all bytes, however many calls it takes.
    public func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                retryingInterrupts { Glibc.write(number, raw.baseAddress! + offset, raw.count - offset) }
            }
            guard count >= 0 else { throw .last("write") }
            offset += count
        }
    }
}

extension FileDescriptor {
    /// Reads at most as many bytes as `bytes` has, over them; returns how many. 0 is the end of the file.
    public func read(into bytes: inout [UInt8]) throws(SystemError) -> Int {
        let count = bytes.withUnsafeMutableBytes { raw in
            retryingInterrupts { Glibc.read(number, raw.baseAddress, raw.count) }
        }
        guard count >= 0 else { throw .last("read") }
        return count
    }
}
