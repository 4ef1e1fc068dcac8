import Bytes
import Glibc

/// How log records are written.
public enum LogFormat: Sendable {
    /// A line for people: time, level, message, `name=value`.
    case text
    /// A JSON object a line.
    case json
}

/// One log record on its way to a line.
struct LogRecord {
    let level: LogLevel
    let message: String
    let fields: [(name: String, value: LogField)]

    /// The record as a line with its time, in microseconds since 1970.
    func line(_ format: LogFormat, at time: UInt64) -> [UInt8] {
        var line: [UInt8] = []
        switch format {
        case .json: line = json(at: time)
        case .text:
            line.append(contentsOf: "\(LogTime.utc(time)) \(level.name) ".utf8)
            appendText(to: &line)
        }
        line.append(0x0a)
        return line
    }

    /// The record as a datagram for the system's log, in the form that all its daemons read (RFC 3164).
    func datagram(_ format: LogFormat, at time: UInt64, program: String) -> [UInt8] {
        let daemonFacility = 3
        let header = "<\(daemonFacility * 8 + level.syslogSeverity)>\(LogTime.syslog(time)) \(program)[\(getpid())]: "
        var datagram = Array(header.utf8)
        switch format {
        case .json: datagram += json(at: time)
        case .text: appendText(to: &datagram)
        }
        return datagram
    }

    private func appendText(to line: inout [UInt8]) {
        LogEscaping.append(message: message, to: &line)
        for field in fields {
            line.append(contentsOf: " \(field.name)=".utf8)
            switch field.value {
            case .text(let text): LogEscaping.append(value: text.utf8, to: &line)
            case .bytes(let bytes): LogEscaping.append(value: bytes, to: &line)
            case .integer(let number): line.append(contentsOf: number.description.utf8)
            case .decimal(let number): line.append(contentsOf: number.description.utf8)
            case .boolean(let flag): line.append(contentsOf: (flag ? "true" : "false").utf8)
            }
        }
    }

    private func json(at time: UInt64) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("time", LogTime.utc(time))
            writer.member("level", level.name)
            writer.member("message", Self.cut(message.utf8))
            for field in fields {
                writer.key(field.name)
                switch field.value {
                case .text(let text): writer.value(Self.cut(text.utf8))
                case .bytes(let bytes): writer.value(Self.cut(bytes))
                case .integer(let number): writer.value(number)
                case .decimal(let number): writer.value(number)
                case .boolean(let flag): writer.value(flag)
                }
            }
        }
        return writer.bytes
    }

    private static func cut(_ bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(LogEscaping.longestValue), as: UTF8.self)
        return bytes.count > LogEscaping.longestValue ? text + "…" : text
    }
}
