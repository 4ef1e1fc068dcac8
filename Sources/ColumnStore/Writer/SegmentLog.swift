import Bytes

/// A log of segments that is being written: rows are safe in it until their steps are closed.
final class SegmentLog {
    let path: String
    /// The steps with rows in it that are not closed.
    var openSteps: Set<Step> = []
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

    /// Writes a segment and makes it durable; what a failure leaves behind is cut off.
    func append(_ frame: [UInt8]) throws(StoreError) {
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
    }

    /// Cuts off what a failed write left; a log must end whole before the next one is begun.
    func cutTail() throws(StoreError) {
        guard hasTail else { return }
        try file.truncate(to: end)
        hasTail = false
    }
}
