import Bytes
import HTTPServer
import Query

/// What the sensor and its interfaces are doing.
enum StatusRoutes {
    static let all: [APIRoute] = ["/api/v1/status", "/status"].flatMap { path in
        [
            APIRoute(
                method: "GET", path: path, access: .scope(.read), summary: "What the sensor is doing.",
                answer: { context, _ throws(APIFailure) in response(context, try context.status, iface: nil) }),
            APIRoute(
                method: "GET", path: "\(path)/{iface}", access: .scope(.read),
                summary: "What is captured of an interface.",
                parameters: [.init(name: "iface", summary: "The interface.")],
                answer: { context, request throws(APIFailure) in
                    let status = try context.status
                    let name = request.path["iface"] ?? ""
                    guard status.interfaces.contains(where: { $0.name == name }) else {
                        throw CaptureRoutes.unknown(name, status)
                    }
                    return response(context, status, iface: name)
                }),
        ]
    }

    private static func response(_ context: APIContext, _ status: SensorStatus, iface: String?) -> HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            json.member("status_code", 200)
            json.member("sensor", context.sensor.sensor)
            json.member("version", context.sensor.version)
            json.member("started_at", Timestamp.rfc3339(context.sensor.started))
            if iface == nil { writeSensor(status, to: &json) }
            json.key("statuses")
            json.object { json in
                for interface in status.interfaces where iface == nil || interface.name == iface {
                    json.key(interface.name)
                    json.object { write(interface, to: &$0) }
                }
            }
        }
        json.endLine()
        return HTTPResponse(type: APIRoute.json, json.bytes)
    }

    private static func writeSensor(_ status: SensorStatus, to json: inout JSONWriter) {
        json.key("proxies")
        json.array { json in for proxy in status.proxies { json.object { write(proxy, to: &$0) } } }
        json.key("recorder")
        json.object { json in
            json.member("statements", status.recorder.statements)
            json.member("sessions", status.recorder.sessions)
            json.member("fingerprints", status.recorder.fingerprints)
            json.key("beyond_limits")
            json.object { json in for loss in status.recorder.losses { json.member(loss.kind, loss.count) } }
            json.key("store")
            json.object { json in for figure in status.recorder.store { json.member(figure.kind, figure.count) } }
            json.key("trouble")
            if let trouble = status.recorder.trouble { json.value(trouble) } else { json.null() }
        }
    }

    private static func write(_ proxy: SensorStatus.Proxy, to json: inout JSONWriter) {
        json.member("name", proxy.name)
        json.key("listen")
        json.array { json in for address in proxy.listen { json.value(address) } }
        json.member("upstream", proxy.upstream)
        json.member("sessions", proxy.sessions)
        json.member("connections", proxy.connections)
        json.member("refused", proxy.refused)
    }

    /// An interface, with goProbe's names where it has some.
    static func write(_ interface: SensorStatus.Interface, to json: inout JSONWriter) {
        json.member("state", interface.state)
        json.member("link_type", interface.linkType)
        json.member("received_total", interface.received)
        json.member("processed_total", interface.packets)
        json.member("bytes_total", interface.bytes)
        json.member("dropped_total", interface.dropped)
        json.member("dropped_by_interface_total", interface.droppedByInterface)
        json.member("active_flows", interface.flows)
        json.key("parsing_errors")
        json.object { json in for issue in interface.issues { json.member(issue.reason, issue.count) } }
        json.key("last_error")
        if let error = interface.lastError { json.value(error) } else { json.null() }
    }
}
