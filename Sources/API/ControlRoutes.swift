import Bytes
import HTTPServer

/// What changes the sensor.
enum ControlRoutes {
    static let all: [APIRoute] = ["/api/v1/_reload", "/config/_reload"].flatMap { path in
        ["POST", "GET"].map { method in
            APIRoute(
                method: method, path: path, access: .scope(.admin),
                summary: "Reads the configuration again and applies what can change while the sensor runs.",
                changesSomething: true,
                answer: { context, _ throws(APIFailure) in try reload(context) })
        }
    }

    private static func reload(_ context: APIContext) throws(APIFailure) -> HTTPResponse {
        switch context.sensor.reload() {
        case .failure(let failure):
            throw APIFailure(500, failure.message, hint: "mend the configuration; the sensor goes on as before")
        case .success(let text):
            var json = JSONWriter()
            json.object { json in
                json.member("message", "OK")
                json.key("changes")
                json.array { json in for line in text.split(separator: "\n") { json.value(String(line)) } }
            }
            json.endLine()
            return HTTPResponse(type: APIRoute.json, json.bytes)
        }
    }
}
