/// Reads and writes durations as people do: a whole number and a unit, `500ms`, `1s`, `90d`.
enum Period {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
        ("ms", 1),
    ]

    /// The duration that `text` means; a year has 365 days.
    static func parse(_ text: String) throws(InvalidValue) -> Duration {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let name = text[digits.endIndex...]
        guard let number = Int64(digits) else {
            throw InvalidValue("\"\(text)\" is not a duration such as 500ms, 10s, 5m, 1h, 7d, 2w, 1y")
        }
        guard let unit = units.first(where: { $0.name == name }) else {
            throw name.isEmpty
                ? InvalidValue("a duration needs a unit (ms, s, m, h, d, w, y)", suggestion: "\(number)s")
                : InvalidValue("\"\(name)\" is not a unit of time; those are ms, s, m, h, d, w, y")
        }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow else { throw InvalidValue("\"\(text)\" is too long") }
        return .milliseconds(milliseconds)
    }

    /// The duration in the largest unit that leaves no rest, `0s` for none.
    static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        if milliseconds == 0 { return "0s" }
        let unit = units.first { milliseconds % $0.milliseconds == 0 } ?? ("ms", 1)
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
}

/// How long something is kept.
public enum Lifespan: Sendable, Hashable {
    /// As long as the disk holds it.
    case forever
    /// Until it is this old.
    case limited(Duration)
}

extension ValueType where Value == Duration {
    /// A duration of a range.
    static func duration(_ range: ClosedRange<Duration>) -> ValueType {
        scalar("duration", expected: "a duration such as 10s") {
            .text(Period.text($0))
        } parse: { text throws(InvalidValue) in
            let duration = try Period.parse(text)
            guard range.contains(duration) else {
                let (least, most) = (Period.text(range.lowerBound), Period.text(range.upperBound))
                throw InvalidValue("\(text) is not between \(least) and \(most)")
            }
            return duration
        }
    }
}

extension ValueType where Value == Lifespan {
    /// A duration of a day or more, or `forever`.
    static let lifespan = scalar("duration or forever", expected: "a duration such as 90d, or forever") { value in
        switch value {
        case .forever: .text("forever")
        case .limited(let duration): .text(Period.text(duration))
        }
    } parse: { text throws(InvalidValue) in
        if text == "forever" { return .forever }
        let duration = try Period.parse(text)
        guard duration >= .seconds(86_400) else { throw InvalidValue("\(text) is less than 1d, the least there is") }
        return .limited(duration)
    }
}
