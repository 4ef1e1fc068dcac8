public import Observations

/// An address and how many of its leading bits count: a CIDR block, or a single address.
public struct Network: Sendable, Hashable {
    /// The first address of the block.
    public let address: IPAddress
    let highMask: UInt64
    let lowMask: UInt64
    private let isV4: Bool

    /// The block of the first `length` bits, counted from the family's own first bit; nil when it has not so many.
    public init?(_ address: IPAddress, length: Int) {
        guard (0...(address.isV4 ? 32 : 128)).contains(length) else { return nil }
        let bits = address.isV4 ? length + 96 : length
        highMask = bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits))
        lowMask = bits <= 64 ? 0 : bits == 128 ? .max : ~(UInt64.max >> UInt64(bits - 64))
        isV4 = address.isV4
        self.address = IPAddress(high: address.high & highMask, low: address.low & lowMask)
    }

    /// A block of one address.
    public init(_ address: IPAddress) {
        self.address = address
        isV4 = address.isV4
        highMask = .max
        lowMask = .max
    }

    /// Reads `10.0.0.0/8`, `2001:db8::/32`, a single address or `local`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard let slash = text.firstIndex(of: "/") else {
            guard let address = IPAddress(String(text)) else { return nil }
            self.init(address)
            return
        }
        let digits = text[text.index(after: slash)...]
        guard let address = IPAddress(String(text[..<slash])), address != .local,
            digits.utf8.count <= 3, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(digits)
        else { return nil }
        self.init(address, length: length)
    }

    /// Whether an address lies in the block. A block of IPv6 holds no IPv4 addresses, although these are kept as
    /// `::ffff:a.b.c.d`, and Unix sockets lie in no block but their own.
    @inline(__always)
    func contains(_ other: IPAddress) -> Bool {
        let differs = (other.high ^ address.high) & highMask | (other.low ^ address.low) & lowMask
        return differs == 0 && other.isV4 == isV4 && (other != .local || highMask & lowMask == .max)
    }
}

/// Several blocks; single addresses among them are looked up rather than gone through.
struct NetworkSet {
    private let hosts: Set<IPAddress>
    private let blocks: [Network]

    init(_ networks: [Network]) {
        hosts = Set(networks.filter(\.isHost).map(\.address))
        blocks = networks.filter { !$0.isHost }
    }

    @inline(__always)
    func contains(_ address: IPAddress) -> Bool {
        hosts.contains(address) || blocks.contains { $0.contains(address) }
    }
}

extension Network {
    /// Whether it is a single address.
    fileprivate var isHost: Bool { highMask & lowMask == .max }
}
