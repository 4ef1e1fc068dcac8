import Glibc

/// Runs one piece of work on several threads and waits for all of them.
enum WorkerThreads {
    private final class Entry: Sendable {
        let number: Int
        let body: @Sendable (Int) -> Void

        init(number: Int, body: @escaping @Sendable (Int) -> Void) {
            self.number = number
            self.body = body
        }
    }

    /// Calls `body` with 0..<count, each on a thread of its own; 0 runs on the caller's. When the system gives no more
    /// threads the caller does their work too.
    static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        var threads: [pthread_t] = []
        var leftOver: [Int] = [0]
        for number in 1..<max(1, count) {
            let entry = Unmanaged.passRetained(Entry(number: number, body: body))
            var thread = pthread_t()
            let status = pthread_create(
                &thread, nil,
                { argument in
                    let entry = Unmanaged<Entry>.fromOpaque(argument!).takeRetainedValue()
                    entry.body(entry.number)
                    return nil
                }, entry.toOpaque())
            if status == 0 {
                threads.append(thread)
            } else {
                entry.release()
                leftOver.append(number)
            }
        }
        for number in leftOver { body(number) }
        for thread in threads { pthread_join(thread, nil) }
    }
}
