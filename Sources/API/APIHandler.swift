import Bytes
import HTTPServer
import Platform
import Synchronization

/// Answers the requests of a sensor's API: who may ask for what, and what answers it.
final class APIHandler: HTTPHandler {
    private struct Settings {
        var options: APIOptions
        var router: APIRouter
    }

    private let settings: Mutex<Settings>
    private let context: APIContext

    init(_ options: APIOptions, _ sensor: SensorState) {
        settings = Mutex(Settings(options: options, router: APIRouter(routes: APIRoutes.all)))
        context = APIContext(
            sensor: sensor, gate: QueryGate(options.rateLimit), counters: RequestCounters(),
            queryMemory: QueryRoutes.memory(concurrent: options.rateLimit.concurrent),
            queryTimeout: .nanoseconds(Int64(clamping: options.requestTimeout)))
    }

    /// Answers by other options from now on.
    func update(_ options: APIOptions) {
        settings.withLock { $0.options = options }
        context.gate.change(options.rateLimit)
    }

    private var current: Settings { settings.withLock { $0 } }

    // MARK: what the server asks

    func admit(_ request: HTTPRequest) -> Admission {
        let current = current
        do throws(APIFailure) {
            try checkHost(request, current.options)
            switch try current.router.find(request) {
            case .options(let allowed):
                return .refuse(HTTPResponse(status: 204).with("Allow", allowed))
            case .missing(let failure):
                // Who has no key does not learn what there is.
                _ = try authorize(request, .scope(.read), current.options)
                throw failure
            case .found(let route, let path):
                let user = try authorize(request, route.access, current.options)
                try checkOrigin(request, route)
                if route.isInstant { return .refuse(try route.answer(context, APIRequest(http: request, path: path))) }
                if route.takesBody { try Self.checkType(request) }
                return .admit(bodyLimit: route.takesBody ? APIRoute.bodyLimit : 0, user: user, isLong: route.isLong)
            }
        } catch {
            return .refuse(error.response)
        }
    }

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        do throws(APIFailure) {
            guard case .found(let route, let path) = try current.router.find(request) else {
                throw APIFailure(404, "there is no such path", hint: "see \(APIRoutes.description)")
            }
            return try route.answer(context, APIRequest(http: request, path: path))
        } catch {
            return error.response
        }
    }

    func failure(_ failure: HTTPServerFailure) -> HTTPResponse {
        switch failure {
        case .target: APIFailure(400, "the address cannot be read", hint: "write %25 for a percent sign").response
        case .targetTooLarge(let limit):
            APIFailure(414, "the address is longer than \(limit) bytes", hint: "send the query as a body").response
        case .headerTooLarge(let limit):
            APIFailure(431, "the header is larger than \(limit) bytes", hint: "send fewer fields").response
        case .ambiguous:
            APIFailure(
                400, "the header has Content-Length, Transfer-Encoding or Authorization more than once",
                hint: "send one Content-Length or `Transfer-Encoding: chunked`, and one Authorization"
            ).response
        case .bodyTooLarge(let limit):
            APIFailure(
                413, "the body is larger than \(limit) bytes",
                hint: limit == 0 ? "this path takes no body" : "send a smaller query"
            ).response
        case .timeout(let nanoseconds):
            APIFailure(
                503, "the answer took longer than \(nanoseconds / 1_000_000) ms",
                hint: "ask for less time or fewer columns, or raise dashboard.request_timeout"
            ).response
        case .busy:
            APIFailure(503, "too many requests wait", hint: "try again later", headers: [("Retry-After", "1")]).response
        case .stopping:
            APIFailure(503, "the sensor is about to end", hint: "try again later", headers: [("Retry-After", "5")])
                .response
        }
    }

    func answered(_ request: HTTPRequest, status: Int, bytes: Int?, nanoseconds: UInt64) {
        context.counters.count(status)
        guard current.options.logsRequests else { return }
        Log.shared.info(
            "request",
            [
                "method": request.method, "path": request.target.path, "status": status, "bytes": bytes ?? -1,
                "microseconds": nanoseconds / 1000, "client": "\(request.peer)", "key": request.user ?? "",
            ])
    }

    // MARK: who may

    private func checkHost(_ request: HTTPRequest, _ options: APIOptions) throws(APIFailure) {
        let hosts = request.headers.values("Host")
        guard hosts.count <= 1, HostCheck(names: options.hosts).allows(hosts.first) else {
            throw APIFailure(
                421, "this is not the host that was asked for",
                hint: "use an address or localhost, or add the name to dashboard.hosts")
        }
    }

    /// The name of the key that gives access; nil when none is needed.
    private func authorize(
        _ request: HTTPRequest, _ access: Access, _ options: APIOptions
    ) throws(APIFailure) -> String? {
        let needed: AccessScope
        switch access {
        case .open: return nil
        case .metrics where options.hasPublicMetrics: return nil
        case .metrics: needed = .read
        case .scope(let scope): needed = scope
        }
        let key = try AccessKeys(keys: options.keys).authenticate(request)
        guard key.scope >= needed else {
            throw APIFailure(
                403, "the key \(key.name) has the scope \(key.scope.name), and this needs \(needed.name)",
                hint: "use a key of that scope; dashboard.keys says which has it")
        }
        return key.name
    }

    /// A page that a browser shows must not have a GET request change anything.
    private func checkOrigin(_ request: HTTPRequest, _ route: APIRoute) throws(APIFailure) {
        guard request.method == "GET", route.changesSomething, request.headers["Origin"] != nil else { return }
        throw APIFailure(403, "this comes from a web page", hint: "send it as POST, and without Origin")
    }

    /// Web pages of others can send forms and plain text without leave, but no JSON.
    static func checkType(_ request: HTTPRequest) throws(APIFailure) {
        let type = (request.headers["Content-Type"] ?? "").prefix { $0 != ";" && $0 != " " }.lowercased()
        guard type == APIRoute.json || type.hasSuffix("+json") else {
            throw APIFailure(
                415, "the body is not said to be JSON", hint: "send the header `Content-Type: application/json`")
        }
    }
}
