/// How commands talk to a running sensor over `<store>/control.sock`: one line of words each way, then what was asked
/// for until the connection ends.
enum ControlProtocol {
    /// What a command may ask.
    enum Request: Equatable {
        /// What the sensor is doing, for people or as JSON.
        case status(json: Bool)
        /// Have everything observed so far written to the store.
        case flush
        /// Read the configuration again.
        case reload
        /// Have the rows of a file written; it stands in the store's directory, named as `StoreFiles.load` says.
        case load(table: String, file: String)
        /// Statements as they happen, at most so many a second.
        case tail(json: Bool, rate: Int)

        init?(_ line: String) {
            let words = line.split(separator: " ")
            switch (words.first, words.dropFirst().map(String.init)) {
            case ("status"?, let rest): self = .status(json: rest == ["json"])
            case ("flush"?, []): self = .flush
            case ("reload"?, []): self = .reload
            case ("load"?, let rest):
                guard rest.count == 2, StoreFiles.isLoad(rest[1]) else { return nil }
                self = .load(table: rest[0], file: rest[1])
            case ("tail"?, let rest):
                guard rest.count == 2, let rate = Int(rest[1]), rate > 0 else { return nil }
                self = .tail(json: rest[0] == "json", rate: rate)
            default: return nil
            }
        }

        var line: String {
            switch self {
            case .status(let json): "status \(json ? "json" : "text")"
            case .flush: "flush"
            case .reload: "reload"
            case .load(let table, let file): "load \(table) \(file)"
            case .tail(let json, let rate): "tail \(json ? "json" : "text") \(rate)"
            }
        }
    }

    /// The first line of a good answer.
    static let accepted = "ok"
    /// What the first line of a refusal begins with.
    static let refused = "error "
    /// The longest request.
    static let longestRequest = 4_096
}
