import CLinux
import Glibc

/// A system thread with a name and a body.
public struct Thread: Sendable {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void
        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let handle: pthread_t

    /// Starts a thread; `name` is what `top -H` shows (15 bytes at most).
    public init(name: String, _ run: @escaping @Sendable () -> Void) throws(SystemError) {
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        var handle = pthread_t()
        let code = pthread_create(
            &handle, nil,
            { argument in
                let body = Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue()
                keddah_set_thread_name(String(body.name.prefix(15)))
                body.run()
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw SystemError(code: code, operation: "start the thread \(name)")
        }
        self.handle = handle
    }

    /// Gives the thread's memory back when its body has returned, because nobody joins it.
    public func detach() { pthread_detach(handle) }

    /// Waits until the body has returned.
    public func join() { pthread_join(handle, nil) }
}
