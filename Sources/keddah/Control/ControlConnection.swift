import Platform

/// One command's connection to the sensor: a request line, then an answer. What a slow reader has not taken is bounded.
final class ControlConnection: EventHandler {
    private static let waitingLimit = 1 << 20

    private let socket: Socket
    private let loop: EventLoop
    private unowned let server: ControlServer
    private var registration: EventLoop.Registration?
    private var request: [UInt8] = []
    private var waiting: [UInt8] = []
    private var isEnding = false
    private var hasRequest = false
    /// Called once when the connection is gone.
    var onClose: () -> Void = {}

    init(_ socket: consuming Socket, _ loop: EventLoop, _ server: ControlServer) {
        self.socket = socket
        self.loop = loop
        self.server = server
    }

    func start() {
        registration = try? loop.register(socket.number, for: .readable, handler: self)
        if registration == nil { close() }
    }

    func handle(_ events: EventSet, tag: Int) {
        if events.contains(.writable) { flush() }
        if registration != nil, !events.isDisjoint(with: [.readable, .error, .hangUp]) { read() }
    }

    private func read() {
        let result = withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            let result = socket.receive(into: buffer)
            if case .moved(let count) = result, !hasRequest { request.append(contentsOf: buffer[..<count]) }
            return result
        }
        switch result {
        case .wouldBlock: return
        case .end, .failed: return close()
        case .moved: break
        }
        if hasRequest { return }
        if let end = request.firstIndex(of: 0x0a) {
            hasRequest = true
            take(String(decoding: request[..<end], as: UTF8.self))
        } else if request.count > ControlProtocol.longestRequest {
            refuse("the request is too long")
        }
    }

    private func take(_ line: String) {
        guard let request = ControlProtocol.Request(line) else {
            return refuse("the sensor does not know the request \"\(line)\"; is it of another version?")
        }
        server.handler(request, self)
    }

    /// Answers with a text and ends.
    func answer(_ text: String) {
        send(ControlProtocol.accepted + "\n" + text)
        end()
    }

    /// Says why not, and ends.
    func refuse(_ reason: String) {
        send(ControlProtocol.refused + reason + "\n")
        end()
    }

    /// Sends a text; false when the reader is too slow and the text was dropped.
    @discardableResult
    func send(_ text: String) -> Bool {
        guard registration != nil, waiting.count < Self.waitingLimit else { return false }
        waiting.append(contentsOf: text.utf8)
        flush()
        return true
    }

    private func end() {
        isEnding = true
        if waiting.isEmpty { close() }
    }

    private func flush() {
        guard let registration else { return }
        var written = 0
        sending: while written < waiting.count {
            switch waiting.withUnsafeBytes({ socket.send(UnsafeRawBufferPointer(rebasing: $0[written...])) }) {
            case .moved(let count): written += count
            case .wouldBlock: break sending
            case .end, .failed: return close()
            }
        }
        waiting.removeFirst(written)
        if waiting.isEmpty && isEnding { return close() }
        loop.modify(registration, socket.number, for: waiting.isEmpty ? .readable : [.readable, .writable])
    }

    func close() {
        guard let registration else { return }
        loop.remove(registration, socket.number)
        self.registration = nil
        onClose()
        onClose = {}
        server.forget(self)
    }
}
