/// The logs of a table: those of earlier processes, those of this one, and among them the one that is written.
struct SegmentLogs {
    private let schemaName: String
    private let description: TableDescription
    private let paths: StorePaths
    private let disk: Disk
    /// Logs of earlier processes, and the steps that are open in each.
    private var inherited: [(path: String, steps: Set<Step>)]
    /// This process's logs with rows of open steps, before the current one.
    private var earlier: [SegmentLog] = []
    private var current: SegmentLog?

    init(
        _ table: String, _ description: TableDescription, inherited: [(path: String, steps: Set<Step>)],
        paths: StorePaths, disk: Disk
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
        try current?.append(frame)
        current?.openSteps.formUnion(steps)
    }

    /// Notes that no log is needed for a step any more.
    mutating func forget(_ step: Step) {
        for index in inherited.indices { inherited[index].steps.remove(step) }
        for log in earlier { log.openSteps.remove(step) }
        current?.openSteps.remove(step)
    }

    /// Removes the logs whose rows are all in blocks. The newest stays for its name; what cannot be removed now is
    /// tried again next time.
    mutating func removeFinished() {
        guard current != nil else { return }
        let disk = disk
        func isRemoved(_ path: String) -> Bool { (try? disk.remove(path)) != nil }
        inherited.removeAll { $0.steps.isEmpty && isRemoved($0.path) }
        earlier.removeAll { $0.openSteps.isEmpty && isRemoved($0.path) }
    }
}
