import Glibc
import Platform

/// Ends another thread's waiting for descriptors.
final class Wakeup: Sendable {
    /// Readable after `signal`.
    let descriptor: FileDescriptor
    private let end: FileDescriptor

    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .last("socketpair") }
        descriptor = FileDescriptor(owning: ends[0])
        end = FileDescriptor(owning: ends[1])
    }

    func signal() {
        var byte: UInt8 = 0
        // One that is not read yet is enough.
        _ = write(end.number, &byte, 1)
    }

    func clear() {
        var bytes: UInt64 = 0
        while read(descriptor.number, &bytes, MemoryLayout.size(ofValue: bytes)) > 0 {}
    }
}
