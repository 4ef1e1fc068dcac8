/// Why a SCRAM login to a server cannot go on.
public enum ScramClientError: Error, Sendable, Equatable {
    /// The server offers these mechanisms, and SCRAM-SHA-256 is not among them.
    case noMechanism([String])
    /// SASLprep (RFC 4013) would or might change the password.
    case unpreparedPassword
    /// A message that is no SCRAM message, and what is wrong with it.
    case malformed(String)
    /// A message that does not belong here.
    case unexpectedMessage
    /// The server's nonce does not begin with ours.
    case wrongNonce
    /// The server asks for no iterations, or for absurdly many.
    case iterations(String)
    /// The server has another salt or number of iterations than the verifier: the password was changed.
    case outdatedVerifier
    /// The server said what it does not like.
    case refused(String)
    /// The server does not know the user's verifier: it is not who it claims to be.
    case wrongServerSignature
    /// The server let us in without having proved anything.
    case missingServerFinal
}

extension ScramClientError: CustomStringConvertible {
    /// What went wrong.
    public var description: String {
        switch self {
        case .noMechanism(let offered):
            "the server does not offer SCRAM-SHA-256, only: \(offered.joined(separator: ", "))"
        case .unpreparedPassword: ScramVerifier.Failure.unpreparedPassword.description
        case .malformed(let reason): "malformed SCRAM message: \(reason)"
        case .unexpectedMessage: "an authentication message that does not belong into a SCRAM exchange"
        case .wrongNonce: "invalid SCRAM message: the server's nonce does not continue ours"
        case .iterations(let number):
            "the server asks for \(number) iterations; 1 to \(ScramVerifier.mostIterations) are accepted"
        case .outdatedVerifier:
            "the verifier is out of date: the server has another salt or number of iterations for this user"
        case .refused(let reason): "the server ended the SCRAM exchange: \(reason)"
        case .wrongServerSignature: "the server's signature is wrong: it does not know the user's verifier"
        case .missingServerFinal: "the server let the user in without proving that it knows the verifier"
        }
    }
}
