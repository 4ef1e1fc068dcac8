import Arguments
import Configuration
import Query

/// Options that several commands take, so that they look and mean the same everywhere.
enum SharedOptions {
    static let configuration = Option<String?>(
        "config", value: "FILE", completion: .file,
        "The configuration; else ./keddah.yaml, else /etc/keddah/keddah.yaml.")
    static let store = Option<String?>(
        "store", "d", value: "DIR", completion: .directory, "The store; else the one that the configuration names.")
    static let output = Option<Format>(
        "output", "e", value: "FORMAT", default: .text, "A table for people, JSON or CSV.")

    /// How a command prints.
    enum Format: String, ArgumentValue, CaseIterable {
        case text, json, csv
    }

    /// How a command prints that has no rows.
    enum ReportFormat: String, ArgumentValue, CaseIterable {
        case text, json
    }

    static let reportOutput = Option<ReportFormat>(
        "output", "e", value: "FORMAT", default: .text, "Lines for people, or JSON.")

    /// The directory of the store that a command means.
    static func storeDirectory(_ invocation: Invocation) throws(ConfigurationError) -> String {
        if let directory = invocation[store] { return directory }
        return try Configuration.load(invocation[configuration]).configuration.store.path
    }
}

extension OutputFormat {
    init(_ format: SharedOptions.Format) {
        switch format {
        case .text: self = .text
        case .json: self = .json
        case .csv: self = .csv
        }
    }
}
