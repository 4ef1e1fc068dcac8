import Capture
import Glibc
import Observations

/// A capture file: read to its end or to a clear error, and no packet is in two flows.
enum CaptureFileTarget {
    private final class Sum: CaptureSink {
        nonisolated(unsafe) static var packets: UInt64 = 0

        func flows(_ records: [FlowRecord]) {
            for record in records { Self.packets += record.packetsReceived + record.packetsSent }
        }
        func ports(_ attempts: [PortAttempt]) {}
        func scan(_ scan: PortScan) { hold(scan.ports >= 10, "a scan has enough ports") }
    }

    /// A file in memory, used again and again.
    private static let descriptor: Int32 = {
        var template = Array("/dev/shm/keddah-fuzz-XXXXXX".utf8CString)
        let number = mkstemp(&template)
        precondition(number >= 0, "a temporary file")
        unlink(template)
        return number
    }()

    static func run(_ input: [UInt8]) {
        // A compressed one would start a program each time.
        guard input.count > 4, input[0] != 0x1f, input[0] != 0x28, input[0] != 0x04, input[0] != 0xfd, input[0] != 0x42
        else { return }
        ftruncate(descriptor, 0)
        _ = input.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        Sum.packets = 0
        guard let summary = try? CaptureFile.read("/proc/self/fd/\(descriptor)", sink: Sum()) else { return }
        hold(Sum.packets <= summary.counts.packets, "a packet is in one flow at most")
    }
}
