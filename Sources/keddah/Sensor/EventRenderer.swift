import Bytes
import Catalog
import Observations
import Platform
import Query
import SQLText

/// Writes a statement that just happened as a line for people or as a JSON object.
final class EventRenderer {
    private static let cacheLimit = 10_000

    private let catalogPath: String
    private var catalog: Catalog?
    private var normalized: [UInt64: String] = [:]
    private static let widestNameLimit = 48
    /// The widest name so far, so that what follows it stands in one column.
    private var widestName = 0

    init(store: String) { catalogPath = StoreFiles.catalog(store) }

    /// One JSON object and a line feed. Durations are integer microseconds, times RFC 3339 UTC with microseconds.
    func json(_ event: StatementEvent) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("time", Self.time(event.time))
            json.member("session", event.session)
            json.member("proxy", event.dimensions.proxy)
            json.member("client", event.dimensions.client.description)
            json.member("user", event.dimensions.user)
            json.member("database", event.dimensions.database)
            json.member("application", event.dimensions.application)
            json.member("fingerprint", Fingerprint.format(event.fingerprint))
            json.member("verb", (Verb(rawValue: event.verb) ?? .other).name)
            json.member("sqlstate", event.sqlstate.description)
            json.member("duration", event.duration)
            json.member("rows", event.rows)
            json.member("bytes_in", event.bytesIn)
            json.member("bytes_out", event.bytesOut)
            json.member("sql", sql(event))
            if let values = event.text?.parameters {
                json.key("parameters")
                json.array { json in for value in values { ParameterText.write(value, to: &json) } }
            }
        }
        json.endLine()
        return json.text
    }

    /// One line: local time, how long, outcome, who, what.
    func text(_ event: StatementEvent) -> String {
        let set = event.dimensions
        let who = [set.application, set.client.description].filter { !$0.isEmpty }
            .reduce("\(set.user)@\(set.database)") { "\($0) \($1)" }
        widestName = min(Self.widestNameLimit, max(widestName, who.count))
        let columns = [
            Self.clock(event.time), Self.padded(Self.duration(event.duration), -8),
            Self.padded(Self.outcome(event), -11), Self.padded(who, widestName), sql(event),
        ]
        return Self.oneLine(columns.joined(separator: "  ")) + "\n"
    }

    private static func outcome(_ event: StatementEvent) -> String {
        guard event.sqlstate == .success else { return "ERROR \(event.sqlstate)" }
        return event.rows == 1 ? "1 row" : "\(event.rows) rows"
    }

    /// The text with spaces up to a width, before it when the width is negative.
    private static func padded(_ text: String, _ width: Int) -> String {
        let spaces = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? spaces + text : text + spaces
    }

    /// Says that statements came faster than they could be shown.
    func leftOut(_ count: UInt64, isJSON: Bool) -> String {
        isJSON ? "{\"left_out\":\(count)}\n" : "… \(count) statements left out\n"
    }

    /// The text as it was sent where it may be shown, else its normalized form.
    private func sql(_ event: StatementEvent) -> String {
        if let text = event.text {
            return text.keepsText ? text.readable : text.normalized(limit: StatementText.longest)
        }
        return lookUp(event.fingerprint)
    }

    private func lookUp(_ fingerprint: UInt64) -> String {
        if let known = normalized[fingerprint] { return known }
        catalog = catalog ?? (try? Catalog(path: catalogPath, mode: .readOnly))
        if fingerprint == 0 { return DimensionSet.otherName }
        guard let found = (try? catalog?.normalized(fingerprints: [fingerprint]))?[fingerprint] else {
            return "(statement \(Fingerprint.format(fingerprint)))"
        }
        if normalized.count >= Self.cacheLimit { normalized.removeAll() }
        normalized[fingerprint] = found
        return found
    }

    private static func time(_ microseconds: UInt64) -> String {
        String(Timestamp.rfc3339(microseconds / 1_000_000).dropLast()) + ".\(zeroes(microseconds % 1_000_000, 6))Z"
    }

    /// The time of day with milliseconds, where the sensor is.
    private static func clock(_ microseconds: UInt64) -> String {
        let words = Timestamp.text(microseconds / 1_000_000).split(separator: " ")
        return "\(words[1]).\(zeroes(microseconds / 1_000 % 1_000, 3))"
    }

    private static func zeroes(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func duration(_ microseconds: UInt64) -> String {
        if microseconds < 1_000 { return "\(microseconds) us" }
        if microseconds < 1_000_000 { return "\(microseconds / 1_000).\(microseconds / 100 % 10) ms" }
        return "\(microseconds / 1_000_000).\(microseconds / 100_000 % 10) s"
    }

    /// Control characters of what came from outside do nothing on a terminal.
    private static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0a, 0x0d: line.append(" ")
            case 0..<0x20, 0x7f..<0xa0: line.append("\u{fffd}")
            default: line.append(scalar)
            }
        }
        return String(line)
    }
}
