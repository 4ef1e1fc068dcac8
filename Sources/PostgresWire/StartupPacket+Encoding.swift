import Bytes

extension StartupPacket {
    /// The whole packet.
    public var encoded: [UInt8] {
        var body = ByteWriter()
        switch self {
        case .ssl: body.big(Self.sslCode)
        case .gss: body.big(Self.gssCode)
        case .cancel(let processID, let key):
            body.big(Self.cancelCode)
            body.big(processID)
            body.raw(key)
        case .startup(let minor, let parameters):
            body.big(3 << 16 | UInt32(minor))
            for parameter in parameters {
                body.raw(parameter.name + [0])
                body.raw(parameter.value + [0])
            }
            body.raw([0])
        }
        var packet = ByteWriter()
        packet.big(UInt32(body.bytes.count + 4))
        packet.raw(body.bytes)
        return packet.bytes
    }
}

extension StartupPacket.Parameter {
    /// A parameter of our own.
    public init(_ name: String, _ value: String) {
        self.init(name: Array(name.utf8), value: Array(value.utf8))
    }
}
