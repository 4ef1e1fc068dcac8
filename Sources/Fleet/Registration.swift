import Bytes
import HTTPClient

/// What a sensor makes known of itself at a discovery service, and where that is.
public struct Registration: Sendable, Equatable {
    /// The URL of the discovery service, without `/probes`.
    public var registry: String
    /// The sensor's name among all that register there.
    public var identifier: String
    /// Where its API is reached.
    public var endpoint: String
    /// The versions of its API.
    public var versions = ["v1"]
    /// Keys that open its API.
    public var keys: [String] = []
    /// What the registry asks of those who register.
    public var registryKey: String?
    /// Whether the registry's certificate is not looked at.
    public var skipsVerification = false
    /// The authorities that it is held against, PEM; nil takes the system's.
    public var authorityFile: String?

    /// A sensor with an API at an endpoint.
    public init(registry: String, identifier: String, endpoint: String) {
        self.registry = registry
        self.identifier = identifier
        self.endpoint = endpoint
    }

    /// Whether both are the same entry of the same registry.
    func isSameEntry(as other: Registration) -> Bool {
        registry == other.registry && identifier == other.identifier
    }

    // MARK: the requests

    var creation: HTTPCall { call("POST", "/probes", body: body(withIdentifier: true)) }
    var refresh: HTTPCall { call("PUT", entryPath, body: body(withIdentifier: false)) }
    var deletion: HTTPCall { call("DELETE", entryPath, body: nil) }

    private var entryPath: String { "/probes/" + Self.escaped(identifier) }

    private func call(_ method: String, _ path: String, body: [UInt8]?) -> HTTPCall {
        let base = registry.hasSuffix("/") ? String(registry.dropLast()) : registry
        var call = HTTPCall(method, base + path)
        call.headers = [("Accept", "application/json")]
        if body != nil { call.headers.append(("Content-Type", "application/json")) }
        if let registryKey { call.headers.append(("Authorization", "Bearer \(registryKey)")) }
        call.body = body
        call.skipsVerification = skipsVerification
        call.authorityFile = authorityFile
        return call
    }

    private func body(withIdentifier: Bool) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            if withIdentifier { json.member("identifier", identifier) }
            json.member("endpoint", endpoint)
            json.key("versions")
            json.array { json in for version in versions { json.value(version) } }
            json.key("keys")
            json.array { json in for key in keys { json.value(key) } }
        }
        return json.bytes
    }

    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { escaped, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default: escaped += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
