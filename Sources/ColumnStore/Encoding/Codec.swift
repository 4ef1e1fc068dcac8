/// How a run of bytes is compressed; the numbers stand on disk.
enum Codec: UInt8 {
    case none = 0
    case lz4 = 1
    case zstd = 2
}

/// How much work goes into making bytes small.
enum Effort {
    /// Bit-packing only: a segment lives a few minutes.
    case light
    /// What decodes at memory's speed: blocks of the days that are asked for most, written while others wait.
    case hot
    /// The codec that pays best: a block that is packed anew lives for years.
    case dense
}
