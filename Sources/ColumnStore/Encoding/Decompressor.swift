import CCompression
import Synchronization

/// Decompresses runs of bytes, from any thread.
enum Decompressor {
    /// Working memory of zstd, kept for the next reader: making it costs more than decoding a small column.
    private struct Contexts: ~Copyable, @unchecked Sendable {
        var free: [OpaquePointer] = []
    }
    private static let contexts = Mutex(Contexts())

    /// The `count` bytes that `source` holds, then `padding` zero bytes; nil when `source` holds anything else.
    static func decompress(_ source: ArraySlice<UInt8>, codec: Codec, count: Int, padding: Int) -> [UInt8]? {
        var whole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count + padding) { target, filled in
            whole = source.withUnsafeBytes { decode($0, codec, UnsafeMutableRawBufferPointer(target), count) }
            guard whole else { return }
            for index in count..<count + padding { target[index] = 0 }
            filled = count + padding
        }
        return whole ? bytes : nil
    }

    private static func decode(
        _ source: UnsafeRawBufferPointer, _ codec: Codec, _ target: UnsafeMutableRawBufferPointer, _ count: Int
    ) -> Bool {
        guard let from = source.baseAddress, let to = target.baseAddress else { return count == 0 }
        switch codec {
        case .none:
            guard source.count == count else { return false }
            to.copyMemory(from: from, byteCount: count)
            return true
        case .lz4:
            guard let size = Int32(exactly: source.count), let capacity = Int32(exactly: count) else { return false }
            let done = LZ4_decompress_safe(
                from.assumingMemoryBound(to: CChar.self), to.assumingMemoryBound(to: CChar.self), size, capacity)
            return Int(done) == count
        case .zstd:
            guard let context = contexts.withLock({ $0.free.popLast() }) ?? ZSTD_createDCtx() else { return false }
            let done = ZSTD_decompressDCtx(context, to, count, from, source.count)
            contexts.withLock { $0.free.append(context) }
            return done == count
        }
    }
}
