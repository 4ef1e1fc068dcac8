/// The section `logging`: what the sensor says about itself, and where.
public struct LoggingSettings: Sendable, Equatable {
    /// The least severe records that are written.
    public enum Level: String, Sendable, CaseIterable {
        case debug, info, warning, error
    }

    /// How a record is written.
    public enum Format: String, Sendable, CaseIterable {
        /// A line for people.
        case text
        /// A JSON object a line.
        case json
    }

    /// Where records go.
    public enum Destination: Sendable, Hashable {
        case standardError
        case syslog
        case file(path: String)
    }

    /// The least severe records that are written.
    public var level = Level.info
    /// How a record is written.
    public var format = Format.text
    /// Where records go.
    public var destination = Destination.standardError
    /// Whether each HTTP request is logged.
    public var requestLogging = false
    /// The file that gets each statement as a JSON line, nil for none.
    public var statements: String?

    static let schema = Schema(
        LoggingSettings(),
        [
            Key("level", \.level, .choice, "The least severe records that are written.", .live),
            Key("format", \.format, .choice, "Lines for people, or a JSON object a line.", .live),
            Key(
                "destination", \.destination, .logDestination,
                "`stderr`, `syslog`, or the path of a file, which is opened anew on reload.", .live),
            Key(
                "request_logging", \.requestLogging, .boolean, "Whether each HTTP request is logged.", .live),
            Key(
                "statements", \.statements, .optional(.path), "The file that gets each statement as a JSON line.", .live
            ),
        ])
}

extension ValueType where Value == LoggingSettings.Destination {
    /// `stderr`, `syslog` or a path with a slash in it, so that a mistyped word makes no file.
    static let logDestination = ValueType(
        name: "stderr, syslog or path",
        read: { node, reader in
            switch node.scalarText {
            case "stderr"?: return .standardError
            case "syslog"?: return .syslog
            case let path? where path.contains("/"): return .file(path: reader.origin.resolve(path))
            default:
                reader.report(node, expected: "stderr, syslog, or a path with a / in it")
                return nil
            }
        },
        show: { destination in
            switch destination {
            case .standardError: .text("stderr")
            case .syslog: .text("syslog")
            case .file(let path): .text(path)
            }
        })
}
