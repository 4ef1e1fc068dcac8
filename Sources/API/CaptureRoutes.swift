import Bytes
import HTTPServer
import Observations
import Query

/// goProbe's first API about capturing, with its names.
enum CaptureRoutes {
    private static let pretty = APIRoute.Parameter(name: "pretty", summary: "As a text for people.", isFlag: true)

    static let all: [APIRoute] = [
        APIRoute(
            method: "GET", path: "/api/v1/stats/packets", access: .scope(.read),
            summary: "How many packets were captured and lost.",
            parameters: [.init(name: "debug", summary: "Each interface too.", isFlag: true), pretty],
            answers: [APIRoute.json, APIRoute.text],
            answer: { context, request throws(APIFailure) in
                let status = try context.status
                return request.flag("pretty")
                    ? HTTPResponse(text: CaptureText.packets(status, debug: request.flag("debug")))
                    : packets(status, debug: request.flag("debug"))
            }),
        APIRoute(
            method: "GET", path: "/api/v1/stats/errors", access: .scope(.read),
            summary: "Why packets were in no flow, by interface.", parameters: [pretty],
            answers: [APIRoute.json, APIRoute.text],
            answer: { context, request throws(APIFailure) in
                let status = try context.status
                return request.flag("pretty") ? HTTPResponse(text: CaptureText.errors(status)) : errors(status)
            }),
        APIRoute(
            method: "GET", path: "/api/v1/flows/{iface}", access: .scope(.read),
            summary: "The flows in memory, not yet written to the store.",
            parameters: [.init(name: "iface", summary: "The interface."), pretty], isLong: true,
            answers: [APIRoute.json, APIRoute.text],
            answer: { context, request throws(APIFailure) in
                // There may be millions.
                try context.gate.run { () throws(APIFailure) in
                    let name = request.path["iface"] ?? ""
                    guard let flows = context.sensor.flows(name) else { throw unknown(name, try context.status) }
                    return request.flag("pretty")
                        ? HTTPResponse(text: CaptureText.flows(flows, of: name)) : Self.flows(flows, of: name)
                }
            }),
    ]

    static func unknown(_ name: String, _ status: SensorStatus) -> APIFailure {
        let names = status.interfaces.map(\.name)
        let hint = NearestName.find(name, among: names).map { "did you mean \($0)?" }
        let all = names.isEmpty ? "no interface is captured" : "captured are " + names.joined(separator: ", ")
        return APIFailure(404, "the interface \"\(name)\" is not captured", hint: hint ?? all)
    }

    private static func packets(_ status: SensorStatus, debug: Bool) -> HTTPResponse {
        let interfaces = status.interfaces
        var json = JSONWriter()
        json.object { json in
            json.member("logged_rcvd", interfaces.reduce(0) { $0 &+ $1.packets })
            json.member("pcap_rcvd", interfaces.reduce(0) { $0 &+ $1.received })
            json.member("pcap_drop", interfaces.reduce(0) { $0 &+ $1.dropped })
            json.member("pcap_ifdrop", interfaces.reduce(0) { $0 &+ $1.droppedByInterface })
            json.member("iface_active", interfaces.count { $0.isCapturing })
            json.member("iface_total", interfaces.count)
            guard debug else { return }
            json.key("ifaces")
            json.object { json in
                for interface in interfaces {
                    json.key(interface.name)
                    json.object { StatusRoutes.write(interface, to: &$0) }
                }
            }
        }
        json.endLine()
        return HTTPResponse(type: APIRoute.json, json.bytes)
    }

    private static func errors(_ status: SensorStatus) -> HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            for interface in status.interfaces {
                json.key(interface.name)
                json.object { json in for issue in interface.issues { json.member(issue.reason, issue.count) } }
            }
        }
        json.endLine()
        return HTTPResponse(type: APIRoute.json, json.bytes)
    }

    private static func flows(_ flows: [FlowRecord], of name: String) -> HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            json.key(name)
            json.array { json in
                for flow in flows {
                    json.object { json in
                        json.member("time", Timestamp.rfc3339(flow.time))
                        json.member("sip", flow.sip.description)
                        json.member("dip", flow.dip.description)
                        json.member("sport", flow.sport)
                        json.member("dport", flow.dport)
                        json.member("proto", flow.proto)
                        json.member("packets_rcvd", flow.packetsReceived)
                        json.member("packets_sent", flow.packetsSent)
                        json.member("bytes_rcvd", flow.bytesReceived)
                        json.member("bytes_sent", flow.bytesSent)
                    }
                }
            }
        }
        json.endLine()
        return HTTPResponse(type: APIRoute.json, json.bytes)
    }
}
