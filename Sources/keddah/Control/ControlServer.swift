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
        // The mask, not a later chmod: the socket is never open to others, not even for a moment.
        let mask = umask(0o177)
        defer { umask(mask) }
        socket = try Socket.listen(on: place.address, backlog: 64)
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
            Log.shared.limited("control", every: 10).warning(
                "control socket",
                ["reason": error.reason])
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
