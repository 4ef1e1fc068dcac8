import Observations

extension QueryPlan {
    /// The sort key as `--sort` takes it.
    var sortName: String {
        switch sortKey {
        case .time: "time"
        case .counters(let indices): indices.first.map { CounterName(schema.columns[$0].name).group } ?? ""
        case .measure(let measure): measure.name(in: schema)
        }
    }

    /// The sort key in words, as footers have it.
    var sortDescription: String {
        let words =
            switch sortKey {
            case .time: "time"
            case .counters(let indices): "accumulated " + groupDescription(indices)
            case .measure(.counter(let index)): "accumulated " + schema.columns[index].name
            case .measure(let measure): measure.name(in: schema)
            }
        // Time always runs forward.
        return words + (isAscending && sortKey != .time ? ", smallest first" : "")
    }

    private func groupDescription(_ indices: [Int]) -> String {
        let names = indices.map { CounterName(schema.columns[$0].name) }
        let what = names.first?.group == "bytes" ? "data volume" : names.first?.group ?? ""
        switch names.map(\.direction) {
        case ["rcvd"]: return what + " (received only)"
        case ["sent"]: return what + " (sent only)"
        case let only where only.count == 1: return what + (only[0].map { " (\($0) only)" } ?? "")
        case let both: return what + (both.contains("rcvd") ? " (sent and received)" : " (in and out)")
        }
    }
}
