import Arguments
import Bytes
import Capture
import Configuration

/// `keddah config check|show|reload`.
enum ConfigCommand {
    static let command = Command(
        "config", "Checks, shows or reloads the configuration.", options: [SharedOptions.configuration],
        example: "keddah config check", subcommands: [check, show, reload])

    private static let check = Command(
        "check", "Says whether the configuration is right, without starting anything.",
        discussion: """
            Every error is named with its line, and with the nearest key that exists. For each proxy, its server is \
            asked whether it offers TLS, and said what clients can expect of their logins.
            """,
        example: "keddah config check --config keddah.yaml"
    ) { invocation in
        let loaded = try Configuration.load(invocation[SharedOptions.configuration])
        Terminal.write("\(loaded.file ?? "built-in defaults"): well\n")
        for section in loaded.unbuiltSections {
            Terminal.write("\(section): accepted, but without effect in this version\n")
        }
        for proxy in loaded.configuration.proxies {
            let listen = proxy.listen.map(\.description).joined(separator: ", ")
            Terminal.write("proxy \(proxy.name): \(listen) → \(proxy.upstream)\n")
            for line in try LoginOutlook(proxy).lines { Terminal.write("  \(line)\n") }
        }
        try checkCapture(loaded)
        return .success
    }

    /// Interfaces that are not there may come; a filter that libpcap does not understand stays wrong.
    private static func checkCapture(_ loaded: LoadedConfiguration) throws(ConfigurationError) {
        for problem in CaptureRuntime.problems(of: CaptureOptions(loaded.configuration.capture, listening: [])) {
            guard problem.code == .noInterface else { throw problem.asConfigurationError(loaded.file) }
            Terminal.write("capture: \(problem)\n")
        }
    }

    private static let show = Command(
        "show", "Prints every setting that is in force, defaults too.", parameters: [SharedOptions.reportOutput],
        example: "keddah config show -e json"
    ) { invocation in
        let configuration = try Configuration.load(invocation[SharedOptions.configuration]).configuration
        switch invocation[SharedOptions.reportOutput] {
        case .text: Terminal.write(configuration.yaml)
        case .json:
            var json = JSONWriter()
            configuration.write(to: &json)
            json.endLine()
            Terminal.write(json.text)
        }
        return .success
    }

    private static let reload = Command(
        "reload", "Has the running sensor read its configuration again.",
        discussion: "What can change live is applied; what needs a restart is named.",
        parameters: [SharedOptions.store], example: "keddah config reload"
    ) { invocation in
        let store = try SharedOptions.storeDirectory(invocation)
        let client = try ControlClient(store: store, .reload)
        Terminal.write(try client.rest())
        return .success
    }
}
