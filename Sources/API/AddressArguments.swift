import Bytes
import HTTPServer

/// The arguments of a query in an address, as the object that a body would be.
enum AddressArguments {
    private static let flags: Set<String> = ["in", "out", "sum", "sortascending", "resolve", "stats"]
    private static let numbers: Set<String> = [
        "numresults", "resolvetimeout", "resolverows", "maxmempct", "threads", "maxmemory", "timeout",
    ]

    static func json(_ target: HTTPTarget) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            for (name, value) in target.query {
                json.key(name)
                write(value, of: name.lowercased().filter { $0 != "_" && $0 != "-" }, to: &json)
            }
        }
        return json.bytes
    }

    /// A value bare or in quotes, as its key wants it: an interface may be called 1.
    private static func write(_ value: String, of key: String, to json: inout JSONWriter) {
        if flags.contains(key), ["", "true", "false"].contains(value) {
            json.value(value != "false")
        } else if numbers.contains(key), let number = Int64(value) {
            json.value(number)
        } else {
            json.value(value)
        }
    }
}
