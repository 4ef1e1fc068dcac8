/// The protocols above IP by number and name, from IANA's registry.
public enum IPProtocol {
    /// The name, such as `TCP`; nil for numbers that have none.
    public static func name(_ number: UInt64) -> String? {
        guard number < UInt64(names.count), !names[Int(number)].isEmpty else { return nil }
        return names[Int(number)]
    }

    /// The name, or the number where there is none.
    public static func text(_ number: UInt64) -> String { name(number) ?? String(number) }

    /// The number of a name in any letter case; nil for names that are none.
    public static func number(_ name: String) -> UInt64? { numbers[name.lowercased()] }

    private static let numbers: [String: UInt64] = {
        var numbers: [String: UInt64] = [:]
        for (number, name) in names.enumerated() where !name.isEmpty { numbers[name.lowercased()] = UInt64(number) }
        // What people type besides.
        numbers["icmp6"] = 58
        numbers["icmpv6"] = 58
        numbers["ospf"] = 89
        return numbers
    }()

    /// By number; empty where the registry has no keyword.
    private static let names = [
        "HOPOPT", "ICMP", "IGMP", "GGP", "IPv4", "ST", "TCP", "CBT", "EGP", "IGP", "BBN-RCC-MON", "NVP-II", "PUP",
        "ARGUS", "EMCON", "XNET", "CHAOS", "UDP", "MUX", "DCN-MEAS", "HMP", "PRM", "XNS-IDP", "TRUNK-1", "TRUNK-2",
        "LEAF-1", "LEAF-2", "RDP", "IRTP", "ISO-TP4", "NETBLT", "MFE-NSP", "MERIT-INP", "DCCP", "3PC", "IDPR", "XTP",
        "DDP", "IDPR-CMTP", "TP++", "IL", "IPv6", "SDRP", "IPv6-Route", "IPv6-Frag", "IDRP", "RSVP", "GRE", "DSR",
        "BNA", "ESP", "AH", "I-NLSP", "SWIPE", "NARP", "MOBILE", "TLSP", "SKIP", "IPv6-ICMP", "IPv6-NoNxt",
        "IPv6-Opts", "", "CFTP", "", "SAT-EXPAK", "KRYPTOLAN", "RVD", "IPPC", "", "SAT-MON", "VISA", "IPCV", "CPNX",
        "CPHB", "WSN", "PVP", "BR-SAT-MON", "SUN-ND", "WB-MON", "WB-EXPAK", "ISO-IP", "VMTP", "SECURE-VMTP", "VINES",
        "TTP", "NSFNET-IGP", "DGP", "TCF", "EIGRP", "OSPFIGP", "Sprite-RPC", "LARP", "MTP", "AX.25", "IPIP", "MICP",
        "SCC-SP", "ETHERIP", "ENCAP", "", "GMTP", "IFMP", "PNNI", "PIM", "ARIS", "SCPS", "QNX", "A/N", "IPComp",
        "SNP", "Compaq-Peer", "IPX-in-IP", "VRRP", "PGM", "", "L2TP", "DDX", "IATP", "STP", "SRP", "UTI", "SMP", "SM",
        "PTP", "ISIS over IPv4", "FIRE", "CRTP", "CRUDP", "SSCOPMCE", "IPLT", "SPS", "PIPE", "SCTP", "FC",
        "RSVP-E2E-IGNORE", "Mobility Header", "UDPLite", "MPLS-in-IP", "manet", "HIP", "Shim6", "WESP", "ROHC",
        "Ethernet",
        "AGGFRAG", "NSH",
    ]
}
