import Bytes

/// The OpenAPI 3.0 document, from the table of routes.
enum OpenAPIDocument {
    static func json(_ routes: [APIRoute], version: String) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("openapi", "3.0.3")
            json.key("info")
            json.object { json in
                json.member("title", "Keddah")
                json.member("version", version)
            }
            json.key("components")
            json.object { json in
                json.key("securitySchemes")
                json.object { json in
                    json.key("key")
                    json.object { json in
                        json.member("type", "http")
                        json.member("scheme", "bearer")
                    }
                }
            }
            json.key("paths")
            json.object { writePaths(routes, to: &$0) }
        }
        json.endLine()
        return json.bytes
    }

    private static func writePaths(_ routes: [APIRoute], to json: inout JSONWriter) {
        var written: Set<String> = []
        for route in routes where written.insert(route.path).inserted {
            json.key(route.path)
            json.object { json in
                for method in routes where method.path == route.path {
                    json.key(method.method.lowercased())
                    json.object { write(method, to: &$0) }
                }
            }
        }
    }

    private static func write(_ route: APIRoute, to json: inout JSONWriter) {
        json.member("summary", route.summary)
        json.key("security")
        json.array { json in
            guard route.access != .open else { return }
            json.object { json in
                json.key("key")
                json.array { _ in }
            }
        }
        if !route.parameters.isEmpty {
            json.key("parameters")
            json.array { json in
                for parameter in route.parameters { json.object { write(parameter, of: route, to: &$0) } }
            }
        }
        if route.takesBody {
            json.key("requestBody")
            json.object { json in
                json.member("required", true)
                json.key("content")
                json.object { writeContent(APIRoute.json, to: &$0) }
            }
        }
        json.key("responses")
        json.object { writeResponses(of: route, to: &$0) }
    }

    private static func write(_ parameter: APIRoute.Parameter, of route: APIRoute, to json: inout JSONWriter) {
        let isInPath = route.path.contains("{\(parameter.name)}")
        json.member("name", parameter.name)
        json.member("in", isInPath ? "path" : "query")
        json.member("required", isInPath)
        json.member("description", parameter.summary)
        json.key("schema")
        json.object { $0.member("type", parameter.isFlag ? "boolean" : "string") }
    }

    private static func writeContent(_ type: String, to json: inout JSONWriter) {
        json.key(type.prefix { $0 != ";" }.description)
        json.object { json in
            json.key("schema")
            json.object { $0.member("type", type == APIRoute.json ? "object" : "string") }
        }
    }

    private static func writeResponses(of route: APIRoute, to json: inout JSONWriter) {
        json.key("200")
        json.object { json in
            json.member("description", "The answer.")
            json.key("content")
            json.object { json in for type in route.answers { writeContent(type, to: &json) } }
        }
        json.key("default")
        json.object { json in
            json.member("description", "What is wrong (`error`), and what to do about it (`hint`).")
            json.key("content")
            json.object { writeContent(APIRoute.json, to: &$0) }
        }
    }
}
