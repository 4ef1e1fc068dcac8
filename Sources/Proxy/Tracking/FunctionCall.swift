import Bytes

/// The FunctionCall message (PostgreSQL documentation, "Function Call"): a call by object id, without SQL text.
enum FunctionCall {
    private static let seed: UInt64 = 0x4675_6e63_7469_6f6e

    /// One identity a function.
    static func fingerprint(_ body: UnsafeRawBufferPointer) -> UInt64 {
        Hash64.of(UnsafeRawBufferPointer(rebasing: body.prefix(4)), seed: seed)
    }
}
