/// The section `dashboard.service_discovery`: the registry at which the API is made known.
public struct ServiceDiscoverySettings: Sendable, Equatable {
    /// The URL of the registry, without `/probes`.
    public var registry = ""
    /// Where the API is reached, as others see it.
    public var endpoint = ""
    /// The sensor's name among all that register there.
    public var identifier = ""
    /// Whether the registry's certificate is not looked at.
    public var skipsVerification = false
    /// The file of the authorities that the registry's certificate is held against; nil takes the system's.
    public var authority: String?
    /// A key of the API that the registry gives to those who ask it.
    public var key: Secret?
    /// What the registry asks of those who register.
    public var registryKey: Secret?

    static let schema = Schema(
        ServiceDiscoverySettings(),
        [
            Key("registry", \.registry, .url, "The URL of the registry, without `/probes`.", .live, isRequired: true),
            Key(
                "endpoint", \.endpoint, .text,
                "Where the API is reached, as others see it; it may be a web server's address.", .live,
                isRequired: true),
            Key(
                "probe_identifier", \.identifier, .name, "The sensor's name among all that register there.", .live,
                isRequired: true),
            Key(
                "skip_verify", \.skipsVerification, .boolean,
                "Whether the registry's certificate is not looked at, because it is self-signed.", .live),
            Key(
                "authority", \.authority, .optional(.path),
                "The file of the authorities that the registry's certificate is held against, PEM; else the system's.",
                .live),
            Key(
                secret: "key", \.key,
                "A key of the API that the registry gives to those who ask it; its digest has to stand in `keys`.",
                .live),
            Key(secret: "registry_key", \.registryKey, "What the registry asks of those who register.", .live),
        ],
        check: { discovery, node, reader in
            let authority = discovery.registry.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2)
                .first
            if authority?.prefix(while: { $0 != "?" && $0 != "#" }).contains("@") == true {
                reader.report(node.position, "registry has a user in its URL: use registry_key")
            }
            if [".", ".."].contains(discovery.identifier) {
                reader.report(node.position, "probe_identifier \(discovery.identifier) is a part of paths, and no name")
            }
            if discovery.skipsVerification && discovery.authority != nil {
                reader.report(node.position, "skip_verify leaves authority without a meaning: leave one of them out")
            }
        })
}
