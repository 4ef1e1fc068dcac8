import API
import Arguments
import Glibc
import HTTPServer
import Platform

/// `keddah registry`.
enum RegistryCommand {
    private static let listen = Option<String>(
        "listen", "l", value: "HOST:PORT", default: "127.0.0.1:4005", "Where it listens.")
    private static let file = Option<String?>(
        "file", value: "FILE", "Keeps the probes in a file; else they are gone with the registry.")
    private static let key = Option<String?>(
        "key-file", value: "FILE", "The file of the key that everybody has to know; needed beyond loopback.")
    private static let certificate = Option<String?>(
        "certificate", value: "FILE", "The certificate chain, PEM; without it nothing is encrypted.")
    private static let privateKey = Option<String?>("private-key", value: "FILE", "The certificate's key, PEM.")

    static let command = Command(
        "registry", "Serves /probes, where sensors make themselves known (dashboard.service_discovery).",
        discussion: """
            Answers as goProbe's ntm-discovery-service: GET and POST /probes, GET, PUT and DELETE /probes/IDENTIFIER. \
            Sensors send the key as dashboard.service_discovery.registry_key. Ends with Ctrl-C or SIGTERM.
            """,
        parameters: [listen, file, key, certificate, privateKey],
        example: "keddah registry --listen 127.0.0.1:4005 --file probes.json"
    ) { invocation in
        var options = RegistryServer.Options(listen: try addresses(invocation[listen]))
        options.file = invocation[file]
        options.key = try invocation[key].map { try firstLine(of: $0) }
        if let chain = invocation[certificate], let key = invocation[privateKey] {
            options.identity = .init(
                certificate: try APIOptions.contents(of: chain), key: try APIOptions.contents(of: key))
        } else if invocation[certificate] != nil || invocation[privateKey] != nil {
            throw UsageError(path: ["keddah", "registry"], "--certificate and --private-key go together")
        }
        try serve(options)
        return .success
    }

    private static func serve(_ options: RegistryServer.Options) throws {
        let signals = try Signals([SIGTERM, SIGINT])
        Signals.ignoreBrokenPipes()
        let server = try RegistryServer.start(options)
        Log.shared.info(
            "serving probes", ["listen": server.addresses.map(\.description).joined(separator: " ")])
        var poll = pollfd(fd: signals.descriptor.number, events: Int16(POLLIN), revents: 0)
        while signals.next() == nil { _ = Glibc.poll(&poll, 1, -1) }
        server.stop()
    }

    private static func addresses(_ text: String) throws -> [SocketAddress] {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw UsageError(path: ["keddah", "registry"], "--listen \(text): expected HOST:PORT")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return try Resolver.addresses(host: String(host), port: port)
    }

    private static func firstLine(of path: String) throws -> String {
        let line = try APIOptions.contents(of: path).prefix { !$0.isNewline }
        guard line.utf8.count >= 32 else { throw SensorAPIError("\(path): a key has at least 32 characters") }
        return String(line)
    }
}
