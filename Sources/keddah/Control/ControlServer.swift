import Glibc
import Platform

/// Answers the commands of this machine's owner of the store. Lives on the sensor's main loop.
final class ControlServer: EventHandler {
    private let socket: Socket
    private let loop: EventLoop
    private let path: String
    private var registration: EventLoop.Registration?
    private var connections: [ObjectIdentifier: ControlConnection] = [:]
    /// What to do with a request.
    var handler: (ControlProtocol.Request, ControlConnection) -> Void = { _, _ in }

    init(store: String, _ loop: EventLoop) throws(SystemError) {
        let place = try ControlPath(store: store)
        socket = try Socket.listen(on: place.address, backlog: 64, permissions: 0o600)
        path = StoreFiles.control(store)
        self.loop = loop
        registration = try loop.register(socket.number, for: .readable, handler: self)
    }

    func handle(_ events: EventSet, tag: Int) {
        do {
            while let accepted = try socket.accept() {
                let number = accepted.release()
                let connection = ControlConnection(Socket(owning: FileDescriptor(owning: number)), loop, self)
                connections[ObjectIdentifier(connection)] = connection
                connection.start()
            }
        } catch {
            pause()
            Log.shared.limited("control", every: 10).warning(
                "control socket",
                ["reason": error.reason])
        }
    }

    /// Descriptors are exhausted: trying again at once would only burn the processor.
    private func pause() {
        guard let registration else { return }
        loop.modify(registration, socket.number, for: [])
        loop.schedule(after: 100_000_000) { [weak self] in
            guard let self, let registration = self.registration else { return }
            loop.modify(registration, socket.number, for: .readable)
        }
    }

    func forget(_ connection: ControlConnection) { connections[ObjectIdentifier(connection)] = nil }

    /// Ends all connections and removes the socket's file.
    func stop() {
        for connection in Array(connections.values) { connection.close() }
        if let registration { loop.remove(registration, socket.number) }
        registration = nil
        unlink(path)
    }
}
