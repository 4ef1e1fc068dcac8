import TLS

/// Asks a server what encryption it has to offer, without logging in.
public enum EncryptionProbe {
    /// What came of it.
    public enum Result: Sendable, Equatable {
        /// The connection stays plain: over a Unix socket, or because nobody wants TLS.
        case plain
        /// TLS of a version, with the server's certificate in DER.
        case encrypted(version: String, certificate: [UInt8])
        /// The server could not be reached, or not as the target wants it.
        case failed(BackendError)
    }

    /// Connects, as the target says, and disconnects. Waits at most as long as the target's timeout.
    public static func run(_ target: BackendTarget) -> Result {
        do throws(BackendError) {
            guard let tls = try BackendConnection.open(target).tls else { return .plain }
            return .encrypted(version: tls.version, certificate: tls.peerCertificate?.encoded ?? [])
        } catch {
            return .failed(error)
        }
    }
}
