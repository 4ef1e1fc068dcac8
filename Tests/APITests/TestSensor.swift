import HTTPServer
import Observations
import Platform
import Synchronization
import TLS
import TestSupport

@testable import API

/// A store with some flows, and an API over it that is asked without sockets.
final class TestSensor: Sendable {
    static let readKey = String(repeating: "r", count: 32)
    static let adminKey = String(repeating: "a", count: 64)

    let folder = TemporaryFolder()
    let handler: APIHandler
    let options: APIOptions
    let state: SensorState
    let flushes = Counter()
    let reloads = Counter()

    init(_ change: (inout APIOptions) -> Void = { _ in }, status: SensorStatus = TestSensor.status) throws {
        var options = APIOptions(listen: [.v4(0x7f00_0001, port: 0)])
        options.keys = [
            AccessKey(name: "reader", digest: Digest.sha256(Array(Self.readKey.utf8)), scope: .read),
            AccessKey(name: "chief", digest: Digest.sha256(Array(Self.adminKey.utf8)), scope: .admin),
        ]
        change(&options)
        self.options = options
        try TestFlow.write(ReadmeFlows.all, to: "\(folder.path)/store")
        var sensor = SensorState(
            sensor: "test", version: "1.0", started: 1_700_000_000, store: "\(folder.path)/store"
        ) { status }
        let (flushes, reloads) = (flushes, reloads)
        sensor.flush = {
            flushes.add()
            return nil
        }
        sensor.reload = {
            reloads.add()
            return .success("applied: logging.level\n")
        }
        sensor.flows = { iface in
            guard iface == "eth0" else { return nil }
            return [
                FlowRecord(
                    time: 1_700_000_100, iface: "eth0", sip: IPAddress(v4: 0x0a00_0001),
                    dip: IPAddress(v4: 0x0a00_0002),
                    sport: 40_000, dport: 5432, proto: 6, packetsReceived: 3, packetsSent: 2, bytesReceived: 300,
                    bytesSent: 200)
            ]
        }
        handler = APIHandler(options, sensor)
        state = sensor
    }

    final class Counter: Sendable {
        private let number = Atomic<Int>(0)
        func add() { number.add(1, ordering: .relaxed) }
        var value: Int { number.load(ordering: .relaxed) }
    }

    static let status: SensorStatus = {
        var status = SensorStatus()
        var proxy = SensorStatus.Proxy(name: "shop", listen: ["127.0.0.1:1337"], upstream: "localhost:5432")
        proxy.sessions = 7
        status.proxies = [proxy]
        status.recorder.statements = 42
        status.recorder.losses = [("texts", 3)]
        status.recorder.store = [("blocks", 9)]
        var interface = SensorStatus.Interface(name: "eth0", state: "capturing", isCapturing: true)
        interface.packets = 1000
        interface.received = 1003
        interface.dropped = 3
        interface.issues = [("packet \"truncated\"\\\n", 5)]
        status.interfaces = [interface, SensorStatus.Interface(name: "eth1", state: "down", isCapturing: false)]
        status.loops = [0.25]
        return status
    }()

    /// Asks as a client with a key would, the way the server does: first the header, then the body.
    func ask(
        _ method: String, _ target: String, key: String? = readKey, body: String = "",
        headers: [(String, String)] = []
    ) -> HTTPResponse {
        var fields = HTTPHeaders()
        fields.add("Host", "127.0.0.1:4004")
        if let key { fields.add("Authorization", "Bearer \(key)") }
        if ["POST", "PUT"].contains(method) { fields.add("Content-Type", "application/json") }
        for (name, value) in headers { fields.set(name, value) }
        guard let target = HTTPTarget(target) else { return handler.failure(.target) }
        var request = HTTPRequest(method, target, headers: fields)
        let response: HTTPResponse
        switch handler.admit(request) {
        case .refuse(let refusal): response = refusal
        case .admit(let limit, _, _):
            request.body = Array(body.utf8)
            response =
                request.body.count > limit ? handler.failure(.bodyTooLarge(limit: limit)) : handler.answer(request)
        }
        handler.answered(request, status: response.status, bytes: nil, nanoseconds: 0)
        return response
    }
}

extension HTTPResponse {
    /// The body as text.
    var text: String {
        if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }
}
