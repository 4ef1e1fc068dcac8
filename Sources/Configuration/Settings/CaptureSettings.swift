/// The section `capture`: the interfaces whose packets are counted as flows.
public struct CaptureSettings: Sendable, Equatable {
    /// The interfaces by name, or by a pattern between slashes.
    public var interfaces: [String: InterfaceSettings] = [:]
    /// Whether every interface is captured, also those that come later.
    public var autodetection = AutodetectionSettings()
    /// When closed ports make a scan.
    public var portScans = PortScanSettings()
    /// How many flows are told apart on one interface in five minutes.
    public var flowLimit = 524_288

    static let schema = Schema(
        CaptureSettings(),
        [
            Key(
                "interfaces", \.interfaces, .namedSections(InterfaceSettings.schema, keyed: "interface"),
                "The interfaces whose packets are counted, by name, or by a regular expression for whole names between "
                    + "slashes, such as `/enx.*/`.", .live),
            Key(
                "autodetection", \.autodetection, .section(AutodetectionSettings.schema),
                "Capturing of every interface there is."),
            Key("port_scans", \.portScans, .section(PortScanSettings.schema), "When closed ports make a scan."),
            Key(
                "flow_limit", \.flowLimit, .integer(1024...1 << 24),
                "How many flows are told apart on one interface in five minutes; packets of others are only counted.",
                .live),
        ])
}

/// One of `capture.interfaces`.
public struct InterfaceSettings: Sendable, Equatable {
    /// What libpcap is to let through, everything when nil.
    public var filter: String?
    /// The size of the kernel's ring of packets, in bytes.
    public var bufferSize = 2 << 20
    /// Whether packets to other machines are counted as well.
    public var isPromiscuous = false
    /// Whether packets with a VLAN tag are left out.
    public var ignoresVLANs = false
    /// Whether the interface is left alone.
    public var isDisabled = false

    static let schema = Schema(
        InterfaceSettings(),
        [
            Key(
                "bpf_filter", \.filter, .optional(.text), "A pcap filter; packets that it does not match are ignored.",
                .live),
            Key(
                "buffer_size", \.bufferSize, .size(64 << 10...1 << 30), "The size of the kernel's ring of packets.",
                .live),
            Key(
                "promiscuous", \.isPromiscuous, .boolean, "Whether packets to other machines are counted as well.",
                .live),
            Key(
                "ignore_vlans", \.ignoresVLANs, .boolean,
                "Whether packets with a VLAN tag are left out, because the VLAN has an interface of its own.", .live),
            Key(
                "disable", \.isDisabled, .boolean,
                "Whether it is left alone, though a pattern or the detection would take it.", .live),
        ])
}

/// The section `capture.autodetection`.
public struct AutodetectionSettings: Sendable, Equatable {
    /// Whether every interface is captured.
    public var isEnabled = false
    /// Interfaces that are not, by name or pattern.
    public var exclude: [String] = []

    static let schema = Schema(
        AutodetectionSettings(),
        [
            Key(
                "enabled", \.isEnabled, .boolean,
                "Whether every interface is captured, also those that come later; `interfaces` says how.", .live),
            Key(
                "exclude", \.exclude, .list(.text), "Interfaces that are not, by name or pattern between slashes.",
                .live),
        ])
}

/// The section `capture.port_scans`.
public struct PortScanSettings: Sendable, Equatable {
    /// Whether scans are looked for.
    public var isEnabled = true
    /// The window in which ports are counted.
    public var window = Duration.seconds(60)
    /// How many closed or unanswered ports of one source make a small scan.
    public var small = 10
    /// How many make a big one.
    public var big = 100

    static let schema = Schema(
        PortScanSettings(),
        [
            Key("enabled", \.isEnabled, .boolean, "Whether scans are looked for.", .live),
            Key(
                "window", \.window, .duration(.seconds(1)...Duration.seconds(3600)),
                "The window in which ports are counted.", .live),
            Key(
                "small", \.small, .integer(1...65_535),
                "How many closed or unanswered ports that one source tried make a small scan.", .live),
            Key("big", \.big, .integer(1...65_535), "How many make a big one.", .live),
        ],
        check: { scans, node, reader in
            if scans.small > scans.big {
                let entry = node.entries.first { $0.key == "small" || $0.key == "big" }
                reader.report(entry?.position, "small (\(scans.small)) is more than big (\(scans.big))")
            }
        })
}
