import HTTPServer

/// Everything that can be asked for.
enum APIRoutes {
    /// The path of the OpenAPI document.
    static let description = "/api/v1/openapi.json"

    static let all: [APIRoute] =
        HealthRoutes.all + QueryRoutes.all + StatusRoutes.all + CaptureRoutes.all + ControlRoutes.all + [
            APIRoute(
                method: "GET", path: description, access: .scope(.read), summary: "This document.",
                answer: { context, _ in
                    HTTPResponse(type: APIRoute.json, OpenAPIDocument.json(all, version: context.sensor.version))
                }),
            APIRoute(
                method: "GET", path: "/metrics", access: .metrics, summary: "What the sensor counts, for Prometheus.",
                answers: [MetricsWriter.contentType],
                answer: { context, _ throws(APIFailure) in
                    HTTPResponse(
                        type: MetricsWriter.contentType, SensorMetrics.text(context, try context.status))
                }),
        ]
}

extension APIContext {
    /// What the sensor is doing.
    /// - Throws: 503 when it does not say.
    var status: SensorStatus {
        get throws(APIFailure) {
            guard let status = sensor.status() else {
                throw APIFailure(503, "the sensor does not answer", hint: "try again later; its log may say more")
            }
            return status
        }
    }
}
