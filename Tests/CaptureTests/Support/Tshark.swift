import Observations
import TestSupport

/// tshark's conversation statistics.
enum Tshark {
    /// What one side sent to the other.
    struct Traffic: Equatable, CustomStringConvertible {
        var packets: UInt64 = 0
        /// Bytes as tshark prints them: those from 10,000 on in whole thousands.
        var bytes: UInt64 = 0
        var unit: UInt64 = 1

        var description: String { "\(packets) packets, \(bytes)×\(unit) bytes" }

        /// Whether exact figures are what tshark printed.
        func matches(_ packets: UInt64, _ bytes: UInt64) -> Bool {
            let exact = self.bytes * unit
            return packets == self.packets
                && (unit == 1 ? bytes == exact : bytes + unit > exact && bytes < exact + 2 * unit)
        }
    }

    /// A conversation, by its two ends as tshark writes them.
    struct Conversation {
        let a: String
        let b: String
        let fromA: Traffic
        let fromB: Traffic
    }

    /// The conversations of a kind (`ip`, `ipv6`, `tcp`, `udp`) in a file.
    static func conversations(_ kind: String, in file: String) throws -> [Conversation] {
        let output = try NetworkNamespace.command("tshark", "-r", file, "-q", "-z", "conv,\(kind)")
        return output.split(separator: "\n").compactMap { line in
            var words = line.split(separator: " ").map(String.init)[...]
            guard words.count > 6, words[1] == "<->" else { return nil }
            let (a, b) = (words[0], words[2])
            words = words.dropFirst(3)
            let fromB = traffic(&words)
            return Conversation(a: a, b: b, fromA: traffic(&words), fromB: fromB)
        }
    }

    private static func traffic(_ words: inout ArraySlice<String>) -> Traffic {
        var traffic = Traffic()
        traffic.packets = words.popFirst().flatMap { UInt64($0) } ?? 0
        traffic.bytes = words.popFirst().flatMap { UInt64($0) } ?? 0
        switch words.popFirst() {
        case "kB": traffic.unit = 1_000
        case "MB": traffic.unit = 1_000_000
        default: break
        }
        return traffic
    }

    /// The exact bytes of every packet of two addresses, by direction: `a b` → bytes.
    static func bytes(in file: String) throws -> [String: UInt64] {
        let output = try NetworkNamespace.command(
            "tshark", "-r", file, "-Y", "ip or ipv6", "-T", "fields", "-E", "occurrence=f", "-e", "ip.src", "-e",
            "ip.dst", "-e", "ipv6.src", "-e", "ipv6.dst", "-e", "frame.len")
        var sums: [String: UInt64] = [:]
        for line in output.split(separator: "\n") {
            let words = line.split(separator: "\t")
            guard words.count == 3, let length = UInt64(words[2]) else { continue }
            sums["\(words[0]) \(words[1])", default: 0] += length
        }
        return sums
    }
}
