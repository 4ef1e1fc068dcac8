import Catalog
import Observations
import SQLText

/// Turns sampled texts into entries of the Catalog: normalized, and the text itself only where it may be kept, without
/// its secrets.
final class Cataloguer {
    /// The most bytes of normalized SQL that are kept.
    private static let longestNormalized = 16 * 1024
    /// Seconds between two notes of when a fingerprint was last seen.
    private static let touchInterval: UInt64 = 60

    /// Random aliases make endless fingerprints; their times may be late.
    private static let seenLimit = 100_000

    private var seen: [UInt64: UInt64] = [:]
    private var lastTouch: UInt64 = 0

    /// Notes that a fingerprint was executed.
    func see(_ fingerprint: UInt64, _ time: UInt64) {
        if seen.count >= Self.seenLimit && seen[fingerprint] == nil { return }
        seen[fingerprint] = max(seen[fingerprint] ?? 0, time)
    }

    /// When fingerprints were last seen, if it is time to note it, which it always is when `now` is nil.
    func seen(_ now: UInt64?) -> [UInt64: UInt64]? {
        if let now {
            guard now >= lastTouch + Self.touchInterval else { return nil }
            lastTouch = now
        }
        return seen
    }

    /// What `seen` gave was noted.
    func forgetSeen() { seen = [:] }

    /// The entries for texts.
    func entries(_ texts: [StatementText]) -> [FingerprintRecord] { texts.map(entry) }

    private func entry(_ text: StatementText) -> FingerprintRecord {
        FingerprintRecord(
            fingerprint: text.fingerprint, normalized: text.normalized(limit: Self.longestNormalized),
            verb: (Verb(rawValue: text.verb) ?? .other).name, firstSeen: text.time, lastSeen: text.time,
            samples: text.keepsText ? [sample(text)] : [])
    }

    private func sample(_ text: StatementText) -> Sample {
        Sample(
            time: text.time * 1_000_000, text: text.redacted,
            parameters: text.parameters.map { ParameterText.render($0) })
    }
}
