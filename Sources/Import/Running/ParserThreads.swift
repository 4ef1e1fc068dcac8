import Platform
import Synchronization

/// Parses pieces of a file on several threads, and gives the rows back in the file's order.
final class ParserThreads {
    private final class Work: Sendable {
        struct State {
            var waiting: [(number: Int, piece: Piece)] = []
            var done: [Int: ParsedChunk] = [:]
            var isOver = false
        }

        let state = Mutex(State())
        let submitted = Semaphore()
        let finished = Semaphore()
    }

    private let work = Work()
    private var threads: [Thread] = []
    private var nextSubmitted = 0
    private var nextTaken = 0
    private let file: FileColumns

    /// How many pieces were submitted and not taken back.
    var underWay: Int { nextSubmitted - nextTaken }

    init(_ count: Int, _ file: FileColumns) throws(SystemError) {
        self.file = file
        for number in 0..<count {
            let work = work
            threads.append(try Thread(name: "parser-\(number)") { Self.run(work, file) })
        }
    }

    deinit {
        work.state.withLock {
            $0.isOver = true
            $0.waiting = []
        }
        for _ in threads { work.submitted.signal() }
        for thread in threads { thread.join() }
    }

    private static func run(_ work: Work, _ file: FileColumns) {
        while true {
            work.submitted.wait()
            let next = work.state.withLock { state -> (number: Int, piece: Piece)? in
                if state.isOver || state.waiting.isEmpty { return nil }
                return state.waiting.removeFirst()
            }
            guard let next else { return }
            let chunk = ChunkParser.parse(next.piece.bytes, file)
            work.state.withLock { $0.done[next.number] = chunk }
            work.finished.signal()
        }
    }

    func submit(_ piece: Piece) {
        let number = nextSubmitted
        nextSubmitted += 1
        work.state.withLock { $0.waiting.append((number, piece)) }
        work.submitted.signal()
    }

    /// The rows of the piece that was submitted first among those that are under way.
    func take() -> ParsedChunk {
        precondition(underWay > 0)
        while true {
            if let chunk = work.state.withLock({ $0.done.removeValue(forKey: nextTaken) }) {
                nextTaken += 1
                return chunk
            }
            work.finished.wait()
        }
    }
}
