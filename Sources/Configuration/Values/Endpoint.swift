import Glibc

/// An address to listen on or to connect to.
public enum Endpoint: Sendable, Hashable {
    /// A TCP port of a host: a name, an IPv4 or IPv6 address, or `*` for every address of this machine.
    case tcp(host: String, port: UInt16)
    /// PostgreSQL's socket for a port in a folder.
    case unix(directory: String, port: UInt16)

    /// What an address is for, which decides what it may leave out.
    enum Role: Sendable {
        /// Port 0, any free one, and host `*` are allowed; the port must be given.
        case listen
        /// The port is 5432 unless given.
        case upstream
    }

    /// The path of a Unix socket as PostgreSQL names it, nil for TCP.
    public var socketPath: String? {
        guard case .unix(let directory, let port) = self else { return nil }
        return "\(directory)/.s.PGSQL.\(port)"
    }

    /// Whether only this machine can reach it.
    public var isLoopback: Bool {
        switch self {
        case .unix: true
        case .tcp(let host, _): host == "localhost" || host.hasPrefix("127.") || host == "::1"
        }
    }

    /// Whether two listeners could not both have their address.
    func overlaps(_ other: Endpoint) -> Bool {
        guard case .tcp(let host, let port) = self, case .tcp(let otherHost, let otherPort) = other else {
            return self == other
        }
        guard port == otherPort, port != 0 else { return false }
        return Self.covers(host, otherHost) || Self.covers(otherHost, host)
    }

    private static func covers(_ host: String, _ other: String) -> Bool {
        switch host {
        case other, "*": true
        // A listener on :: takes IPv6 alone (IPV6_V6ONLY). A name may stand for both.
        case "::": other.contains(":") || !isIPv4(other)
        case "0.0.0.0": !other.contains(":")
        case "localhost": other == "127.0.0.1" || other == "::1"
        default: false
        }
    }
}

extension Endpoint: CustomStringConvertible {
    /// The form it is configured in: `127.0.0.1:1337`, `[::1]:1337`, `unix:/run/postgresql:5432`.
    public var description: String {
        switch self {
        case .unix(let directory, let port): "unix:\(directory):\(port)"
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}

extension Endpoint {
    private static let defaultPort: UInt16 = 5432
    /// The length of `sun_path`, less the closing zero and the socket's own name.
    private static let longestDirectory = 107 - "/.s.PGSQL.65535".utf8.count

    /// The address that `text` means.
    static func parse(_ text: String, as role: Role) throws(InvalidValue) -> Endpoint {
        if text.hasPrefix("unix:") { return try parseUnix(text.dropFirst(5)) }
        let (host, portText) = try split(text)
        let port: UInt16
        if let portText {
            port = try parsePort(portText, lowest: role == .listen ? 0 : 1)
        } else if role == .upstream {
            port = defaultPort
        } else {
            throw InvalidValue("\"\(text)\" lacks the port", suggestion: "\(text):1337")
        }
        if host.isEmpty { throw InvalidValue("\"\(text)\" lacks the host", suggestion: "localhost:\(port)") }
        if host == "*" && role == .upstream { throw InvalidValue("\"\(text)\": * is no host to connect to") }
        try checkHost(host)
        return .tcp(host: host, port: port)
    }

    private static func parseUnix(_ text: Substring) throws(InvalidValue) -> Endpoint {
        var directory = text
        var port = defaultPort
        if let colon = text.lastIndex(of: ":") {
            port = try parsePort(text[text.index(after: colon)...], lowest: 1)
            directory = text[..<colon]
        }
        while directory.count > 1, directory.last == "/" { directory.removeLast() }
        guard directory.first == "/" else {
            throw InvalidValue("\"unix:\(text)\": the folder of a Unix socket is an absolute path")
        }
        guard directory.utf8.count <= longestDirectory else {
            throw InvalidValue("the folder of a Unix socket is at most \(longestDirectory) bytes long")
        }
        return .unix(directory: String(directory), port: port)
    }

    /// The host and, after the last colon, the port; an IPv6 address needs brackets when a port follows.
    private static func split(_ text: String) throws(InvalidValue) -> (host: String, port: Substring?) {
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw InvalidValue("\"\(text)\" lacks the ]") }
            let host = String(text[text.index(after: text.startIndex)..<close])
            let rest = text[text.index(after: close)...]
            guard isIPv6(host) else { throw InvalidValue("\"\(host)\" is not an IPv6 address") }
            if rest.isEmpty { return (host, nil) }
            guard rest.first == ":" else { throw InvalidValue("\"\(text)\": only :PORT may follow the ]") }
            return (host, rest.dropFirst())
        }
        guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
        guard text.firstIndex(of: ":") == colon else {
            throw InvalidValue("\"\(text)\": an IPv6 address stands in brackets", suggestion: "[::1]:5432")
        }
        return (String(text[..<colon]), text[text.index(after: colon)...])
    }

    private static func parsePort(_ text: Substring, lowest: UInt16) throws(InvalidValue) -> UInt16 {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text), port >= lowest else {
            throw InvalidValue("\"\(text)\" is not a port, a number from \(lowest) to 65535")
        }
        return port
    }

    fileprivate static func checkHost(_ host: String) throws(InvalidValue) {
        if host == "*" || isIPv6(host) { return }
        let looksNumeric = host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2e }
        if looksNumeric {
            guard isIPv4(host) else { throw InvalidValue("\"\(host)\" is not an IPv4 address") }
            return
        }
        let isName = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || byte == 0x2d || byte == 0x2e || byte == 0x5f
        }
        guard isName, host.utf8.count <= 253 else { throw InvalidValue("\"\(host)\" is not a host name") }
    }

    private static func isIPv4(_ host: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1
    }

    private static func isIPv6(_ host: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, host, &address) == 1
    }
}

extension ValueType where Value == String {
    /// The name of a host, or its address without brackets.
    static let host = scalar("host name", show: { .text($0) }) { text throws(InvalidValue) in
        try Endpoint.checkHost(text)
        return text
    }
}

extension ValueType where Value == Endpoint {
    /// An address to listen on, which no other listener may have.
    static let listenAddress = ValueType(
        name: "address",
        read: { node, reader in
            guard let endpoint = listen.read(node, &reader) else { return nil }
            reader.noteListener(endpoint, at: node.position)
            return endpoint
        },
        show: listen.show)

    /// The address of a PostgreSQL server.
    static let upstreamAddress = address(.upstream)

    private static let listen = address(.listen)

    private static func address(_ role: Endpoint.Role) -> ValueType {
        scalar("address", expected: "an address such as localhost:5432 or unix:/run/postgresql") {
            .text($0.description)
        } parse: { text throws(InvalidValue) in
            try Endpoint.parse(text, as: role)
        }
    }
}
