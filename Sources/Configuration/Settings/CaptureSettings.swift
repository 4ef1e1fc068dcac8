/// The section `capture`: the interfaces whose packets are counted as flows.
public struct CaptureSettings: Sendable, Equatable {
    /// The interfaces by name.
    public var interfaces: [String: InterfaceSettings] = [:]

    static let schema = Schema(
        CaptureSettings(),
        [
            Key(
                "interfaces", \.interfaces, .namedSections(InterfaceSettings.schema, keyed: "interface"),
                "The interfaces whose packets are counted, by name.")
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

    static let schema = Schema(
        InterfaceSettings(),
        [
            Key("bpf_filter", \.filter, .optional(.text), "A pcap filter; packets that it does not match are ignored."),
            Key(
                "buffer_size", \.bufferSize, .size(64 << 10...1 << 30), "The size of the kernel's ring of packets."),
            Key("promiscuous", \.isPromiscuous, .boolean, "Whether packets to other machines are counted as well."),
        ])
}
