import Bytes
import HTTPServer

/// Finds what answers a request.
struct APIRouter: Sendable {
    /// What was found.
    enum Result {
        case found(APIRoute, path: [String: String])
        /// Somebody asks what can be asked; the methods there are.
        case options(String)
        case missing(APIFailure)
    }

    let routes: [APIRoute]

    func find(_ request: HTTPRequest) throws(APIFailure) -> Result {
        let path = Self.normal(request.target.path)
        let fitting = routes.compactMap { route in route.match(path).map { (route, $0) } }
        guard !fitting.isEmpty else { return .missing(unknown(path)) }
        // What a HEAD request gets is the header of the answer to GET.
        let method = request.method == "HEAD" ? "GET" : request.method
        if let (route, values) = fitting.first(where: { $0.0.method == method }),
            request.method != "HEAD" || !route.changesSomething
        {
            return .found(route, path: values)
        }
        let allowed = Self.methods(fitting.map(\.0))
        if request.method == "OPTIONS" { return .options(allowed) }
        return .missing(
            APIFailure(
                405, "\(path) does not take \(request.method.prefix(32))", hint: "it takes \(allowed)",
                headers: [("Allow", allowed)]))
    }

    private static func methods(_ routes: [APIRoute]) -> String {
        var all = routes.map(\.method)
        if routes.contains(where: { $0.method == "GET" && !$0.changesSomething }) { all.append("HEAD") }
        return (all + ["OPTIONS"]).joined(separator: ", ")
    }

    /// A slash at the end means nothing.
    private static func normal(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private func unknown(_ path: String) -> APIFailure {
        let near = NearestName.find(path, among: routes.map(\.path)).map { "did you mean \($0)?" }
        return APIFailure(404, "there is no such path", hint: near ?? "see \(APIRoutes.description)")
    }
}
