import Authentication

/// What the proxy does with a SASL exchange that begins between client and server.
enum SASLMediation {
    /// Passes it on as it is.
    case none
    /// The offer was passed on without channel binding, because what a client with TLS of its own would bind to is not
    /// what the server sees.
    case stripped
    /// The proxy made an offer of its own in place of the server's, and waits for the client's choice.
    case offered(SASLOffer)
    /// The user's verifier is looked for.
    case lookingUp(SASLOffer, response: [UInt8])
    /// The client proves its password to the proxy.
    case client(SASLOffer, StoredSecret?, ScramServer)
    /// The proxy proves to the server that the client did; then the client gets its last message.
    case server(ScramClient, final: [UInt8])
}
