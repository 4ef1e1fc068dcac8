import Bytes

/// A log of segments that is being written: rows are safe in it until their steps are closed.
final class SegmentLog {
    let path: String
    /// The steps with rows in it that are not closed.
    private(set) var openSteps: Set<Step> = []
    /// The first of all steps with rows in it.
    private(set) var oldest: Step?
    private let file: File
    private var end: Int
    /// Whether part of a segment may stand behind `end`.
    private var hasTail = false

    /// Makes a log; its first frame tells the table's columns.
    init(path: String, directory: String, description: TableDescription, disk: Disk) throws(StoreError) {
        var out = ByteWriter()
        Frame.write(.table, sequence: 0, payload: description.encoded(), to: &out)
        file = try disk.open(path, .replace)
        self.path = path
        end = out.bytes.count
        do throws(StoreError) {
            try file.write(out.bytes, at: 0)
            try file.sync()
            try disk.syncDirectory(directory)
        } catch {
            try? disk.remove(path)
            throw error
        }
    }

    /// Writes a segment with rows of steps and makes it durable; what a failure leaves behind is cut off.
    func append(_ frame: [UInt8], steps: some Sequence<Step>) throws(StoreError) {
        try cutTail()
        hasTail = true
        do throws(StoreError) {
            try file.write(frame, at: end)
            try file.sync()
        } catch {
            try? cutTail()
            throw error
        }
        hasTail = false
        end += frame.count
        openSteps.formUnion(steps)
        oldest = openSteps.min().map { min($0, oldest ?? $0) }
    }

    /// Notes that it is not needed for a step any more.
    func forget(_ step: Step) { openSteps.remove(step) }

    /// Cuts off what a failed write left; a log must end whole before the next one is begun.
    func cutTail() throws(StoreError) {
        guard hasTail else { return }
        try file.truncate(to: end)
        hasTail = false
    }
}
