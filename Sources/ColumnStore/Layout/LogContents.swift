import Observations

/// What a log of segments holds, as far as it can be read.
struct LogContents {
    private(set) var segments: [Segment] = []
    private(set) var damage: [StoreDamage] = []
    /// Where the last whole segment ends, and how many bytes of an unfinished one follow.
    let end: Int
    let tornTail: Int
    /// Whether the description of the table is there, the first thing that is written.
    let isBegun: Bool

    init(_ bytes: [UInt8], path: String, schema: TableSchema) {
        let scan = FrameScan(bytes)
        end = scan.end
        tornTail = scan.tornTail
        damage = scan.damage.map { StoreDamage(path, $0.offset, $0.length, $0.reason) }
        isBegun = !scan.frames.isEmpty || !scan.damage.isEmpty
        let described = DescribedFrames(scan.frames, expecting: schema)
        for frame in scan.frames where frame.kind == .segment {
            do throws(DecodingFailure) {
                segments.append(try Segment(frame, described))
            } catch {
                damage.append(StoreDamage(path, frame.payload.startIndex, frame.payload.count, error.reason))
            }
        }
    }
}
