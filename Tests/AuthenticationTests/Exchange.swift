import Platform
import PostgresWire
import TestSupport

@testable import Authentication

/// Runs our two sides against each other, without a network.
enum Exchange {
    static func body(_ message: [UInt8]) -> [UInt8] { Array(message.dropFirst(5)) }

    /// The keys that the server found, after the client has accepted the server's signature.
    static func run(_ server: inout ScramServer, _ client: inout ScramClient) throws -> ScramKeys {
        guard case .challenge(let challenge) = try server.receive(body(client.initialResponse)) else {
            throw Unavailable("no challenge")
        }
        guard case .send(let final) = try client.receive(body(challenge)) else { throw Unavailable("no response") }
        guard case .proven(let keys, let signature) = try server.receive(body(final)) else {
            throw Unavailable("no proof")
        }
        guard try client.receive(body(signature)) == .proceed else { throw Unavailable("no signature") }
        guard try client.receive(body(AuthenticationRequest.ok.message())) == .authenticated else {
            throw Unavailable("not let in")
        }
        return keys
    }
}
