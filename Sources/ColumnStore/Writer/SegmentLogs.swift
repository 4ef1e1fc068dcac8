/// A log of an earlier process.
struct InheritedLog {
    let path: String
    /// The steps with rows in it that are not closed.
    var openSteps: Set<Step>
    /// The first of all steps with rows in it.
    let oldest: Step?
}

/// The logs of a table: those of earlier processes, those of this one, and among them the one that is written.
struct SegmentLogs {
    private let schemaName: String
    private let description: TableDescription
    private let paths: StorePaths
    private let disk: Disk
    private var inherited: [InheritedLog]
    /// This process's logs with rows of open steps, before the current one.
    private var earlier: [SegmentLog] = []
    private var current: SegmentLog?

    init(
        _ table: String, _ description: TableDescription, inherited: [InheritedLog], paths: StorePaths, disk: Disk
    ) {
        schemaName = table
        self.description = description
        self.inherited = inherited
        self.paths = paths
        self.disk = disk
    }

    /// Starts a log that is named after the segment that is next.
    mutating func begin(_ sequence: UInt64) throws(StoreError) {
        try current?.cutTail()
        let log = try SegmentLog(
            path: paths.log(schemaName, sequence), directory: paths.table(schemaName), description: description,
            disk: disk)
        if let current { earlier.append(current) }
        current = log
    }

    /// Writes a segment with rows of the given steps.
    mutating func append(_ frame: [UInt8], sequence: UInt64, steps: some Sequence<Step>) throws(StoreError) {
        if current == nil { try begin(sequence) }
        try current?.append(frame, steps: steps)
    }

    /// Notes that no log is needed for a step any more.
    mutating func forget(_ step: Step) {
        for index in inherited.indices { inherited[index].openSteps.remove(step) }
        for log in earlier { log.forget(step) }
        current?.forget(step)
    }

    /// The steps that are open in logs with rows of days before `day`; nil when there are no such logs.
    func openSteps(besidesDaysBefore day: Day) -> Set<Step>? {
        let own = earlier + [current].compactMap { $0 }
        let all = inherited.map { ($0.oldest, $0.openSteps) } + own.map { ($0.oldest, $0.openSteps) }
        var open: Set<Step>?
        for case (let oldest?, let steps) in all where oldest.day < day { open = (open ?? []).union(steps) }
        return open
    }

    /// Removes the logs whose rows are all in blocks. The newest stays for its name; what cannot be removed now is
    /// tried again next time.
    mutating func removeFinished() {
        guard current != nil else { return }
        let disk = disk
        func isRemoved(_ path: String) -> Bool { (try? disk.remove(path)) != nil }
        inherited.removeAll { $0.openSteps.isEmpty && isRemoved($0.path) }
        earlier.removeAll { $0.openSteps.isEmpty && isRemoved($0.path) }
    }
}
