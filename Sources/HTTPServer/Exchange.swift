import CMicrohttpd
import Platform
import Synchronization

/// A request and its answer, from its first line to the last byte sent.
final class Exchange: Sendable {
    /// What is done with the body of the request.
    private enum Reading {
        /// Its header is not there yet.
        case header
        /// It is kept, up to a limit.
        case body(limit: Int)
        /// It is let go, so many bytes at most, because the answer is known.
        case discarded(left: Int)
    }

    private struct State {
        var reading = Reading.header
        var request: HTTPRequest?
        var isLong = false
        var response: HTTPResponse?
        var isSuspended = false
        /// When the handler's time is over.
        var deadline: UInt64?
        var isSent = false
        /// What is counted of the body of the answer.
        var unsent = 0
    }

    /// What a client may still send of a body that nobody wants, so that it can read why.
    private static let courtesy = 1 << 20

    let number: UInt
    private let connection: Connection
    private let target: String
    private let server: HTTPServerCore
    private let started = Clock.monotonic()
    private let state = Mutex(State())

    init(_ connection: Connection, target: String, _ server: HTTPServerCore) {
        self.connection = connection
        self.target = target
        self.server = server
        number = connection.number
    }

    /// MHD has the header, a piece of the body (`data`), or all of the request; or it goes on after a pause.
    func proceed(method: String, _ data: UnsafeRawBufferPointer) -> MHD_Result {
        state.withLock { state in
            if case .header = state.reading { return begin(method, &state) }
            if !data.isEmpty { return receive(data, &state) ? .YES : .NO }
            if state.response == nil { work(&state) }
            guard state.response != nil else { return .YES }
            return send(&state)
        }
    }

    private func begin(_ method: String, _ state: inout State) -> MHD_Result {
        server.connections.expect(number, within: server.options.bodyTimeout)
        guard let target = HTTPTarget(target) else {
            state.request = makeRequest(method, HTTPTarget("/")!)
            return refuse(server.handler.failure(.target), &state)
        }
        var request = makeRequest(method, target)
        defer { state.request = request }
        if let objection = objection(to: request) {
            // Where the body ends is not known, so nothing more is read of this connection.
            state.request = request
            state.response = server.handler.failure(objection).with("Connection", "close")
            return send(&state)
        }
        switch server.handler.admit(request) {
        case .refuse(let response):
            state.request = request
            return refuse(response, &state)
        case .admit(let limit, let user, let isLong):
            request.user = user
            state.isLong = isLong
            state.request = request
            if request.declaredLength ?? 0 > limit {
                return refuse(server.handler.failure(.bodyTooLarge(limit: limit)), &state)
            }
            state.reading = .body(limit: limit)
            return .YES
        }
    }

    /// What makes a header unfit to be acted upon.
    private func objection(to request: HTTPRequest) -> HTTPServerFailure? {
        let limit = server.options.headerBytes
        if target.utf8.count > limit { return .targetTooLarge(limit: limit) }
        if request.headers.size > limit { return .headerTooLarge(limit: limit) }
        return request.isAmbiguous ? .ambiguous : nil
    }

    private func makeRequest(_ method: String, _ target: HTTPTarget) -> HTTPRequest {
        HTTPRequest(
            method, target, headers: connection.headers, peer: connection.peer,
            isEncrypted: server.options.identity != nil)
    }

    /// Answers without the body. A client that sends it anyway would not see the answer if the connection were closed
    /// meanwhile, so a small one is let go by first.
    private func refuse(_ response: HTTPResponse, _ state: inout State) -> MHD_Result {
        state.response = response
        state.reading = .discarded(left: Self.courtesy)
        guard let request = state.request, request.hasBody else { return .YES }
        guard request.expectsLeave || request.declaredLength ?? 0 > Self.courtesy else { return .YES }
        return send(&state)
    }

    private func receive(_ data: UnsafeRawBufferPointer, _ state: inout State) -> Bool {
        switch state.reading {
        case .header: return false
        case .body(let limit):
            let count = state.request?.body.count ?? 0
            if count + data.count <= limit {
                state.request?.body.append(contentsOf: data)
                return true
            }
            state.request?.body = []
            state.response = server.handler.failure(.bodyTooLarge(limit: limit))
            state.reading = .discarded(left: Self.courtesy)
            return true
        case .discarded(let left):
            state.reading = .discarded(left: left - data.count)
            return left > data.count
        }
    }

    // MARK: the answer

    /// Has a worker answer while the connection sleeps.
    private func work(_ state: inout State) {
        guard !server.isStopping, let request = state.request else {
            state.response = server.handler.failure(.stopping)
            return
        }
        server.connections.expect(number, within: nil)
        let isTaken = server.pool(isLong: state.isLong).submit { [self] in
            complete(server.handler.answer(request))
        }
        guard isTaken else {
            state.response = server.handler.failure(.busy)
            return
        }
        state.deadline = Clock.monotonic() &+ server.options.requestTimeout
        state.isSuspended = true
        connection.suspend()
    }

    /// Gives the answer, unless there is one already.
    private func complete(_ response: HTTPResponse) {
        state.withLock { state in
            guard state.response == nil else { return }
            state.response = response
            if state.isSuspended { connection.resume() }
            state.isSuspended = false
        }
    }

    /// Answers in the handler's place when its time is over, or when the server is to end.
    func expire(now: UInt64) {
        let isDue = state.withLock { ($0.deadline ?? .max) <= now && $0.response == nil }
        if isDue { complete(server.handler.failure(.timeout(nanoseconds: server.options.requestTimeout))) }
    }

    /// Answers in the handler's place because the server ends; a stream ends too.
    func end() {
        let stream = state.withLock { state -> HTTPStream? in
            if case .stream(let stream) = state.response?.body { stream } else { nil }
        }
        stream?.finish()
        if state.withLock({ $0.isSuspended }) { complete(server.handler.failure(.stopping)) }
    }

    /// Whether there is an answer, or will be one as soon as its worker has it.
    var isUnderWay: Bool { state.withLock { $0.isSent || $0.deadline != nil } }

    /// What its answer has in memory.
    var unsent: Int { state.withLock { $0.unsent } }

    private func send(_ state: inout State) -> MHD_Result {
        guard !state.isSent, var response = state.response else { return .NO }
        if case .bytes(let body) = response.body {
            if server.reserve(body.count) {
                state.unsent = body.count
            } else {
                response = server.handler.failure(.busy)
                state.response = response
            }
        }
        state.isSent = true
        var bytes: Int?
        if case .bytes(let body) = response.body {
            bytes = body.count
            let seconds = UInt64(body.count) / max(1, server.options.slowestReader)
            server.connections.expect(number, within: server.options.bodyTimeout &+ seconds &* 1_000_000_000)
        } else {
            server.connections.expect(number, within: nil)
        }
        if let request = state.request {
            server.handler.answered(
                request, status: response.status, bytes: bytes, nanoseconds: Clock.monotonic() &- started)
        }
        return connection.send(response, isStopping: server.isStopping)
    }
}
