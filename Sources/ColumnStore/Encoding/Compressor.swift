import CCompression

/// Compresses runs of bytes with the codec that pays best; owns the libraries' working memory, for one thread.
final class Compressor {
    /// Above level 3 zstd's gain on packed columns was below 1%, at several times the cost.
    private static let zstdLevel: Int32 = 3
    private static let lz4Level: Int32 = 4
    /// Below this a header costs more than compression saves.
    private static let minimum = 24

    private let context: OpaquePointer

    init() {
        guard let context = ZSTD_createCCtx() else { fatalError("out of memory") }
        self.context = context
    }

    deinit { ZSTD_freeCCtx(context) }

    /// The shortest form, a little favour given to what decodes faster.
    func compress(_ bytes: [UInt8]) -> (codec: Codec, bytes: [UInt8]) {
        guard bytes.count >= Self.minimum else { return (.none, bytes) }
        let dense = zstd(bytes)
        if dense.count >= bytes.count - bytes.count / 32 { return (.none, bytes) }
        // LZ4 codes no entropy: only where runs and repeats carry the gain can it come near, and there it is quick.
        if dense.count * 8 < bytes.count {
            let fast = lz4(bytes)
            if fast.count <= dense.count + max(dense.count / 16, 64) { return (.lz4, fast) }
        }
        return (.zstd, dense)
    }

    func zstd(_ bytes: [UInt8]) -> [UInt8] {
        let bound = ZSTD_compressBound(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: bound) { buffer, filled in
            filled = bytes.withUnsafeBytes {
                ZSTD_compressCCtx(context, buffer.baseAddress!, bound, $0.baseAddress!, $0.count, Self.zstdLevel)
            }
            precondition(ZSTD_isError(filled) == 0)
        }
    }

    private func lz4(_ bytes: [UInt8]) -> [UInt8] {
        let bound = LZ4_compressBound(Int32(bytes.count))
        return [UInt8](unsafeUninitializedCapacity: Int(bound)) { buffer, filled in
            let count = bytes.withUnsafeBytes { source in
                buffer.withMemoryRebound(to: CChar.self) { target in
                    LZ4_compress_HC(
                        source.baseAddress!.assumingMemoryBound(to: CChar.self), target.baseAddress!,
                        Int32(bytes.count), bound, Self.lz4Level)
                }
            }
            precondition(count > 0)
            filled = Int(count)
        }
    }
}
