import Bytes
import HTTPServer
import Query

/// Whether the sensor is alive, ready, and which one it is.
enum HealthRoutes {
    static let all: [APIRoute] = [
        health("/healthz"), health("/-/health"), ready("/readyz"), ready("/-/ready"),
        APIRoute(
            method: "GET", path: "/-/info", access: .scope(.read), summary: "The sensor's name and version.",
            answer: { context, _ in info(context) }),
    ]

    private static func health(_ path: String) -> APIRoute {
        APIRoute(
            method: "GET", path: path, access: .open, summary: "Says that the sensor runs.", isInstant: true,
            answers: [APIRoute.text],
            answer: { _, _ in HTTPResponse(text: "ok\n") })
    }

    private static func ready(_ path: String) -> APIRoute {
        APIRoute(
            method: "GET", path: path, access: .open,
            summary: "Says whether the sensor does its work: 503 when what it observes cannot be written.",
            answers: [APIRoute.text],
            answer: { context, _ in
                // Why it cannot is for those who have a key.
                guard let status = context.sensor.status(), status.recorder.trouble == nil else {
                    return HTTPResponse(status: 503, text: "not ready\n")
                }
                return HTTPResponse(text: "ready\n")
            })
    }

    private static func info(_ context: APIContext) -> HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            json.member("name", "keddah")
            json.member("version", context.sensor.version)
            json.member("sensor", context.sensor.sensor)
            json.member("started", Timestamp.rfc3339(context.sensor.started))
        }
        json.endLine()
        return HTTPResponse(type: APIRoute.json, json.bytes)
    }
}
