import Observations

/// The written forms of the values by which an answer is grouped.
enum ValueText {
    /// For terminals: times in a zone, durations with units, nothing that could harm.
    static func table(_ value: Value, _ column: Column, _ zone: TimeZoneRule) -> String {
        switch (value, column.format) {
        case (.unsigned(let seconds), .timestamp): Timestamp.text(seconds, zone: zone)
        case (.unsigned(let number), .latency): HumanNumber.duration(duration(ofBucket: number))
        case (.unsigned(let number), .microseconds): HumanNumber.duration(number)
        case (.text(let text), _): TerminalText.escaped(text)
        default: plain(value, column)
        }
    }

    /// For programs: times as RFC 3339 in UTC, durations as whole microseconds.
    static func plain(_ value: Value, _ column: Column) -> String {
        switch (value, column.format) {
        case (.unsigned(let seconds), .timestamp): Timestamp.rfc3339(seconds)
        case (.unsigned(let number), .fingerprint): Fingerprint.format(number)
        case (.unsigned(let number), .ipProtocol): IPProtocol.text(number)
        case (.unsigned(let number), .latency): String(duration(ofBucket: number))
        case (.unsigned(let number), _): String(number)
        case (.text(let text), _): text
        case (.address(let address), _): address.description
        }
    }

    /// The duration that stands for a latency bucket, in whole microseconds.
    static func duration(ofBucket number: UInt64) -> UInt64 {
        UInt64(LatencyBucket(number: UInt8(min(number, 255))).representative.rounded())
    }
}
