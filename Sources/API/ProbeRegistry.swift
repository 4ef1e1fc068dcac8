import Bytes
import Glibc
import HTTPServer
import Platform
import Synchronization

/// The probes that a registry knows, and its answers about them: `/probes` as goProbe's ntm-discovery-service has it.
final class ProbeRegistry: Sendable {
    private static let most = 10_000

    private let probes: Mutex<[String: Probe]>
    private let file: ProbeFile?

    /// A registry that keeps its probes in a file; nil keeps them in memory alone.
    init(_ file: ProbeFile?) throws {
        self.file = file
        probes = Mutex(try file?.read() ?? [:])
    }

    func list() -> HTTPResponse {
        let all = probes.withLock { $0.values.sorted { $0.identifier < $1.identifier } }
        return Self.answer(200, "Success") { json in
            json.array { json in for probe in all { probe.write(to: &json) } }
        }
    }

    func create(_ body: [UInt8]) -> HTTPResponse {
        guard let part = Probe.Part(json: body), let identifier = part.identifier, let endpoint = part.endpoint,
            !identifier.isEmpty, !endpoint.isEmpty
        else { return Self.refusal(400, "identifier and endpoint are missing, or this is no JSON object") }
        if part.isTooLarge { return Self.tooLarge }
        return change { probes in
            if let known = probes[identifier] { return Self.answer(200, "Probe already exists", known) }
            guard probes.count < Self.most else { return Self.refusal(507, "there are \(Self.most) probes already") }
            let probe = Probe(
                identifier: identifier, endpoint: endpoint, versions: part.versions ?? [], keys: part.keys ?? [])
            probes[identifier] = probe
            return Self.answer(201, "Probe registered", probe)
        }
    }

    func find(_ identifier: String) -> HTTPResponse {
        guard let probe = probes.withLock({ $0[identifier] }) else { return Self.missing }
        return Self.answer(200, "Probe found", probe)
    }

    func update(_ identifier: String, _ body: [UInt8]) -> HTTPResponse {
        guard let part = Probe.Part(json: body) else { return Self.refusal(400, "this is no JSON object of a probe") }
        if part.isTooLarge { return Self.tooLarge }
        return change { probes in
            guard let known = probes[identifier] else { return Self.missing }
            if part.isEmpty { return HTTPResponse(status: 204) }
            let probe = known.with(part)
            probes[identifier] = probe
            return Self.answer(200, "Probe updated", probe)
        }
    }

    func delete(_ identifier: String) -> HTTPResponse {
        change { probes in
            probes.removeValue(forKey: identifier) == nil ? Self.missing : HTTPResponse(status: 204)
        }
    }

    /// Changes the probes, and the file with them: what was answered is kept.
    private func change(_ body: (inout [String: Probe]) -> HTTPResponse) -> HTTPResponse {
        probes.withLock { probes in
            var changed = probes
            let response = body(&changed)
            guard changed != probes else { return response }
            do throws(SystemError) {
                try file?.write(changed.values.sorted { $0.identifier < $1.identifier })
            } catch {
                if error.code == EFBIG { return Self.refusal(507, "the registry is full") }
                Log.shared.limited("registry", every: 10).error("cannot keep a probe", ["reason": "\(error)"])
                return Self.refusal(500, "the change cannot be kept")
            }
            probes = changed
            return response
        }
    }

    // MARK: answers

    private static var tooLarge: HTTPResponse {
        refusal(400, "a text has at most 1024 bytes, and there are at most 16 versions and 16 keys")
    }

    private static var missing: HTTPResponse { refusal(404, "Probe not found") }

    static func refusal(_ status: Int, _ message: String) -> HTTPResponse {
        answer(status, message) { json in json.object { _ in } }
    }

    private static func answer(_ status: Int, _ message: String, _ probe: Probe) -> HTTPResponse {
        answer(status, message) { probe.write(to: &$0) }
    }

    private static func answer(_ status: Int, _ message: String, _ data: (inout JSONWriter) -> Void) -> HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            json.member("message", message)
            json.key("data")
            data(&json)
        }
        json.endLine()
        return HTTPResponse(status: status, type: APIRoute.json, json.bytes)
    }
}
