import Observations
import Platform
import Synchronization

/// Takes what the loops observed and has it written by a thread of its own, so that a slow disk delays nobody else.
final class Recorder: Sendable {
    private struct Mailbox {
        var batches: [ObservationBatch] = []
        var rows: [RowBatch] = []
        var loads: [LoadRequest] = []
        var bytes = 0
        var lost: UInt64 = 0
        var waiting: [@Sendable (String?) -> Void] = []
        var flushInterval: UInt64
        var retentionDays: UInt64?
        var isStopping = false
    }

    /// What may wait for a disk that hangs, in bytes.
    private static let mailboxLimit = 64 << 20

    private let mailbox: Mutex<Mailbox>
    private let state: Mutex<RecorderStatus>
    private let wake = Semaphore()
    private let thread = Mutex<Thread?>(nil)
    private let gather = Mutex<(@Sendable () -> Void)?>(nil)

    /// Opens the store, recovering it when the last writer was killed, and starts the thread.
    /// - Throws: `StoreError` or `CatalogError` when the store cannot be used.
    init(_ settings: RecorderSettings) throws {
        mailbox = Mutex(Mailbox(flushInterval: settings.flushInterval, retentionDays: settings.retentionDays))
        state = Mutex(RecorderStatus())
        let opened = Handoff<Result<Void, any Error>>()
        let thread = try Thread(name: "recorder") { [self] in
            do {
                let writer = try RecordWriter(settings)
                opened.give(.success(()))
                work(writer)
            } catch {
                opened.give(.failure(error))
            }
        }
        do {
            try opened.wait().get()
        } catch {
            thread.join()
            throw error
        }
        self.thread.withLock { $0 = thread }
    }

    /// What was written so far, and how the last flush went.
    var status: RecorderStatus { state.withLock { $0 } }

    /// Puts a batch aside for the thread; beyond a bound it is dropped and counted.
    func receive(_ batch: ObservationBatch) {
        let size = batch.estimatedBytes
        mailbox.withLock { mailbox in
            if mailbox.bytes + size <= Self.mailboxLimit {
                mailbox.bytes += size
                mailbox.batches.append(batch)
            } else {
                mailbox.lost += 1
            }
        }
    }

    /// Puts rows of any table aside for the thread; beyond a bound they are dropped and counted.
    func receive(_ rows: RowBatch) {
        guard rows.count > 0 else { return }
        let size = rows.count * rows.columns.count * 8
        mailbox.withLock { mailbox in
            if mailbox.bytes + size <= Self.mailboxLimit {
                mailbox.bytes += size
                mailbox.rows.append(rows)
            } else {
                mailbox.lost += 1
            }
        }
    }

    /// Has the rows of a file written durably.
    func load(_ request: LoadRequest) {
        mailbox.withLock { $0.loads.append(request) }
        wake.signal()
    }

    /// Has everything received so far written, then calls `done`, with the trouble if there was any.
    func flush(_ done: @escaping @Sendable (String?) -> Void) {
        mailbox.withLock { $0.waiting.append(done) }
        wake.signal()
    }

    /// Calls `body` on the thread before what somebody asked to be flushed is written: it brings rows that others hold.
    func gathers(_ body: @escaping @Sendable () -> Void) { gather.withLock { $0 = body } }

    /// Flushes and keeps rows differently from now on; nil days keep them for ever.
    func change(flushInterval: UInt64, retentionDays: UInt64?) {
        mailbox.withLock { ($0.flushInterval, $0.retentionDays) = (flushInterval, retentionDays) }
    }

    /// Writes what is left and ends the thread.
    func stop() {
        mailbox.withLock { $0.isStopping = true }
        wake.signal()
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    private func work(_ writer: RecordWriter) {
        var isStopping = false
        while !isStopping {
            wake.wait(atMost: mailbox.withLock { $0.flushInterval })
            if mailbox.withLock({ !$0.waiting.isEmpty && !$0.isStopping }) { gather.withLock { $0 }?() }
            let mail = mailbox.withLock { mailbox in
                defer {
                    (mailbox.batches, mailbox.rows, mailbox.loads, mailbox.waiting) = ([], [], [], [])
                    (mailbox.lost, mailbox.bytes) = (0, 0)
                }
                return mailbox
            }
            isStopping = mail.isStopping
            writer.write(mail.batches, mail.rows, retentionDays: mail.retentionDays)
            for load in mail.loads { load.done(writer.load(load)) }
            if isStopping { writer.close() }
            let status = state.withLock { status in
                status = writer.status(status, lostBatches: mail.lost)
                return status
            }
            for done in mail.waiting { done(status.trouble) }
        }
    }
}
