/// What the server asks of the client while it logs in: the code in an Authentication message.
public enum AuthenticationRequest: UInt32, Sendable {
    /// AuthenticationOk: the login succeeded.
    case ok = 0
    /// AuthenticationKerberosV5.
    case kerberos = 2
    /// AuthenticationCleartextPassword.
    case cleartextPassword = 3
    /// AuthenticationMD5Password.
    case md5Password = 5
    /// AuthenticationGSS.
    case gss = 7
    /// AuthenticationGSSContinue.
    case gssContinue = 8
    /// AuthenticationSSPI.
    case sspi = 9
    /// AuthenticationSASL: a list of mechanisms.
    case sasl = 10
    /// AuthenticationSASLContinue.
    case saslContinue = 11
    /// AuthenticationSASLFinal.
    case saslFinal = 12

    /// Reads the body of an Authentication message; nil for a code that is not known, which is relayed all the same.
    public init?(body: [UInt8]) {
        guard body.count >= 4 else { return nil }
        self.init(rawValue: body.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    }

    /// The whole Authentication message, ready to send, with the data that belongs to its kind.
    public func message(_ data: [UInt8] = []) -> [UInt8] {
        MessageEncoding.message(
            BackendMessage.authentication, withUnsafeBytes(of: rawValue.bigEndian, Array.init) + data)
    }

    /// The name of the method, as the `auth` column of the sessions table has it; nil for a later step of one.
    public func method(body: [UInt8]) -> String? {
        switch self {
        case .cleartextPassword: "password"
        case .md5Password: "md5"
        case .gss, .kerberos: "gss"
        case .sspi: "sspi"
        case .sasl: Self.mechanism(body)
        case .ok, .gssContinue, .saslContinue, .saslFinal: nil
        }
    }

    /// The last mechanism that AuthenticationSASL offers, which is the plainest; SCRAM's variant with channel binding
    /// comes first.
    private static func mechanism(_ body: [UInt8]) -> String {
        let names = body.dropFirst(4).split(separator: 0)
        return String(decoding: names.last ?? [], as: UTF8.self).lowercased()
    }
}
