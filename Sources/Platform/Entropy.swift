import CLinux

/// Random bytes from the kernel, fit for secrets.
public enum Entropy {
    /// So many random bytes, at most 256.
    public static func bytes(_ count: Int) -> [UInt8] {
        precondition((0...256).contains(count), "getrandom gives up to 256 bytes whole")
        var bytes = [UInt8](repeating: 0, count: count)
        let result = keddah_random(&bytes, count)
        precondition(result == 0, "the kernel has a random source")
        return bytes
    }
}
