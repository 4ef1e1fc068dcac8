/// Attempts of one source at ports of one host that fail as those of nobody who scans may, too.
struct HostDoubts {
    private var unanswered = 0
    private var doubtful = 0
    private var traces = 0

    var isEmpty: Bool { unanswered + doubtful + traces == 0 }

    mutating func change(_ evidence: FailedProbe.Evidence, by more: Int) {
        switch evidence {
        case .refusal: break
        case .noAnswer: unanswered += more
        case .doubt: doubtful += more
        case .trace: traces += more
        }
    }

    /// How many ports count because there are so many of this host.
    func counting(small: Int, big: Int) -> Int {
        (isMany(small) ? unanswered + doubtful : 0) + (traces >= big ? traces : 0)
    }

    /// How many other ports count together with those of other hosts.
    func spread(small: Int) -> Int { isMany(small) ? 0 : unanswered }

    private func isMany(_ small: Int) -> Bool { unanswered + doubtful >= small }
}
