import Configuration
import Platform

extension LogLevel {
    init(_ level: LoggingSettings.Level) {
        switch level {
        case .debug: self = .debug
        case .info: self = .info
        case .warning: self = .warning
        case .error: self = .error
        }
    }
}

extension LogFormat {
    init(_ format: LoggingSettings.Format) {
        switch format {
        case .text: self = .text
        case .json: self = .json
        }
    }
}

extension LogDestination {
    init(_ destination: LoggingSettings.Destination) {
        switch destination {
        case .standardError: self = .standardError
        case .syslog: self = .syslog
        case .file(let path): self = .file(path: path)
        }
    }
}
