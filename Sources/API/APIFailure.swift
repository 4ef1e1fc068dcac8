import Bytes
import HTTPServer
import Query

/// Why a request is not granted, as JSON: what is wrong, and what to do about it.
struct APIFailure: Error {
    var status: Int
    var error: String
    var hint: String
    /// More about it: the place in a condition.
    var position: Int?
    var headers: [(String, String)] = []

    init(_ status: Int, _ error: String, hint: String, headers: [(String, String)] = []) {
        self.status = status
        self.error = error
        self.hint = hint
        self.headers = headers
    }

    /// What is wrong with a query.
    init(_ error: QueryError) {
        switch error.code {
        case .argument:
            self.init(400, error.message, hint: "docs/query.md has the arguments of queries")
        case .condition(let place):
            self.init(400, error.message, hint: "docs/query.md has the grammar of conditions")
            position = place.offset
        case .memory:
            self.init(422, error.message, hint: "ask for less, or run `keddah query` on the sensor's machine")
        case .timeout:
            self.init(503, error.message, hint: "ask for less, or for a shorter time")
        case .store:
            self.init(503, error.message, hint: "the sensor's log says more")
        }
    }

    /// The answer.
    var response: HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            json.member("error", error)
            json.member("hint", hint)
            if let position { json.member("position", position) }
        }
        json.endLine()
        var response = HTTPResponse(status: status, type: APIRoute.json, json.bytes)
        for (name, value) in headers { response.headers.set(name, value) }
        return response
    }
}
