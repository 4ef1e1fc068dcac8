import CLinux
import Glibc

/// Signals as readable events: blocked for the whole process, then read from a descriptor.
public struct Signals: ~Copyable {
    /// Becomes readable when one of the signals came.
    public let descriptor: FileDescriptor

    /// Blocks the signals; call it before any thread is started, because threads inherit the mask.
    public init(_ numbers: [Int32]) throws(SystemError) {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        let number = signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        guard number >= 0 else { throw .last("signalfd") }
        descriptor = FileDescriptor(owning: number)
    }

    /// The next signal that came, or nil.
    public func next() -> Int32? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        return Glibc.read(descriptor.number, &info, size) == size ? Int32(info.ssi_signo) : nil
    }

    /// Makes writes to closed pipes return an error instead of ending the process.
    public static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}
