import Glibc
import Synchronization

/// Asks what may take long, such as a name server, many questions at once, and waits no longer than allowed.
public enum LookUps {
    private static let threads = 32

    /// The answer to each question, in their order; nil for those that were not answered in time.
    public static func answers<Question: Sendable, Answer: Sendable>(
        to questions: [Question], within limit: Duration, _ answer: @escaping @Sendable (Question) -> Answer
    ) -> [Answer?] {
        guard !questions.isEmpty else { return [] }
        let deadline = Clock.monotonic() + nanoseconds(limit)
        let work = LookUpWork(questions, answer)
        for _ in 0..<min(threads, questions.count) {
            // A look-up cannot be stopped: what comes too late finds nobody waiting, and its thread ends by itself.
            _ = try? Thread(name: "resolver") {
                pthread_detach(pthread_self())
                work.run()
            }
        }
        while !work.isDone {
            let now = Clock.monotonic()
            guard now < deadline else { break }
            work.finished.wait(atMost: deadline - now)
        }
        return work.stop()
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        return UInt64(max(0, min(seconds, 86_400))) * 1_000_000_000 + UInt64(max(0, attoseconds / 1_000_000_000))
    }
}

/// What the threads share.
private final class LookUpWork<Question: Sendable, Answer: Sendable>: Sendable {
    private struct State {
        var next = 0
        var left: Int
        var answers: [Answer?]
    }

    let finished = Semaphore()
    private let questions: [Question]
    private let answer: @Sendable (Question) -> Answer
    private let state: Mutex<State>

    init(_ questions: [Question], _ answer: @escaping @Sendable (Question) -> Answer) {
        self.questions = questions
        self.answer = answer
        state = Mutex(State(left: questions.count, answers: Array(repeating: nil, count: questions.count)))
    }

    var isDone: Bool { state.withLock { $0.left == 0 } }

    /// The answers so far; the threads take nothing more.
    func stop() -> [Answer?] {
        state.withLock { state in
            state.next = questions.count
            return state.answers
        }
    }

    /// Asks until no question is left.
    func run() {
        while let index = take() {
            let found = answer(questions[index])
            let isLast = state.withLock { state in
                state.answers[index] = found
                state.left -= 1
                return state.left == 0
            }
            if isLast { finished.signal() }
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard state.next < questions.count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }
}
