import Arguments
import Capture
import Configuration
import Glibc
import Platform

/// `keddah capture`.
enum CaptureCommand {
    private static let target = Argument<String>(
        "FILE|INTERFACE", completion: .file,
        "A capture file, - for one on standard input, or the name of an interface.")
    private static let interface = Option<String?>(
        "interface", "i", aliases: ["iface"], value: "IFACE",
        "The interface of all flows of a file; else the file's own names, or the name of the file.")
    private static let filter = Option<String?>(
        "filter", "c", value: "FILTER", "Count only packets that a pcap filter lets through, such as 'tcp port 5432'.")
    private static let ignoresVLANs = Option<Bool>(flag: "ignore-vlans", nil, "Leave out packets with a VLAN tag.")
    private static let isPromiscuous = Option<Bool>(
        flag: "promiscuous", "p", "Count packets to other machines as well (interface).")
    private static let interval = Option<Int>(
        "interval", value: "SECONDS", default: 5, "How often flows are printed (interface).")
    private static let duration = Option<Int?>(
        "duration", value: "SECONDS", "End after so long, as with Ctrl-C (interface).")

    static let command = Command(
        "capture", "Turns a capture file into flows in the store, or shows the flows of an interface.",
        discussion: """
            A file (pcap or pcapng, also compressed) becomes rows of the tables flows, ports and incidents, with the \
            times of its packets; where a sensor runs on the store, it takes the rows. What is damaged is read up to \
            there. The same file twice counts twice.

            The flows of an interface are printed until Ctrl-C and not stored; that is what `capture` in the \
            configuration of `keddah run` does. Capturing needs root or the capability CAP_NET_RAW. docs/capture.md \
            says what flows are and how packets become flows.
            """,
        parameters: [
            target, interface, filter, ignoresVLANs, isPromiscuous, interval, duration, SharedOptions.output,
            SharedOptions.store, SharedOptions.configuration,
        ],
        example: "keddah capture dump.pcap.gz -i eth0 -d keddah-data"
    ) { invocation in
        let name = invocation[target]
        if name == "-" || name.contains("/") { return try readFile(name, invocation) }
        let interfaces = CaptureRuntime.interfaceNames
        if interfaces.contains(name) || name == "any" { return try showInterface(invocation) }
        if access(name, F_OK) == 0 { return try readFile(name, invocation) }
        throw UsageError(
            path: invocation.path,
            "there is neither a file nor an interface \"\(name)\"; the interfaces are "
                + interfaces.joined(separator: ", "))
    }

    private static let file = Argument<String>(
        "FILE", completion: .file, "The capture file; - is standard input.")

    /// `keddah import pcap`, which is the same for a file.
    static let importing = Command(
        "pcap", "Imports the flows, ports and port scans of a capture file.",
        discussion: """
            The same as `keddah capture FILE`: pcap or pcapng, also compressed. docs/capture.md says how packets \
            become flows.
            """,
        parameters: [file, interface, filter, ignoresVLANs, SharedOptions.store],
        example: "keddah import pcap dump.pcap.gz -i eth0 -d keddah-data"
    ) { invocation in
        try readFile(invocation[file], invocation)
    }

    private static func readFile(_ path: String, _ invocation: Invocation) throws -> ExitStatus {
        let loaded = try Configuration.load(invocation[SharedOptions.configuration]).configuration
        var options = CaptureFileOptions()
        options.iface = invocation[interface]
        if let name = options.iface, name.isEmpty || CaptureFile.cleanName(name) != name {
            throw UsageError(
                path: invocation.path,
                "-i takes a name of at most 63 letters, digits and . _ - : @ +, such as eth0")
        }
        options.filter = invocation[filter]
        options.ignoresVLANs = invocation[ignoresVLANs]
        options.proxied = CaptureFileImport.proxied(loaded.proxies)
        return try CaptureFileImport.run(
            path, options, store: invocation[SharedOptions.store] ?? loaded.store.path,
            sensor: loaded.sensor)
    }

    private static func showInterface(_ invocation: Invocation) throws -> ExitStatus {
        guard invocation[interval] > 0, invocation[duration] ?? 1 > 0 else {
            throw UsageError(path: invocation.path, "--interval and --duration must be at least 1")
        }
        var options = InterfaceOptions()
        options.filter = invocation[filter]
        options.ignoresVLANs = invocation[ignoresVLANs]
        options.isPromiscuous = invocation[isPromiscuous]
        return try LiveCapture.run(
            invocation[target], options, format: invocation[SharedOptions.output], interval: invocation[interval],
            duration: invocation[duration])
    }
}
