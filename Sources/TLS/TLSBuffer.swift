import COpenSSL
import Glibc

/// Where the connections of one thread put the bytes that have to go out: one buffer for all, because each connection's
/// bytes are taken before the next one writes.
public final class TLSBuffer {
    private static let usualCapacity = 128 * 1024

    private var memory: UnsafeMutableRawBufferPointer
    private var count = 0

    /// An empty buffer.
    public init() { memory = .allocate(byteCount: Self.usualCapacity, alignment: 64) }

    deinit { memory.deallocate() }

    /// The bytes that have to go out, valid until the next call of anything that writes.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

    /// Forgets the bytes, which were sent or put aside, and gives back what an unusual message took.
    public func clear() {
        count = 0
        if memory.count > Self.usualCapacity { resize(Self.usualCapacity) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) {
        if memory.count - count < bytes.count { resize(max(memory.count * 2, count + bytes.count)) }
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    private func resize(_ capacity: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 64)
        larger.copyMemory(from: bytes)
        memory.deallocate()
        memory = larger
    }
}
