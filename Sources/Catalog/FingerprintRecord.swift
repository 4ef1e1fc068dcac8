/// A statement's text as it was sent, kept as an example of its fingerprint.
public struct Sample: Sendable, Equatable {
    /// When it was sent, in microseconds since 1970.
    public let time: UInt64
    /// The text; its bytes are in the encoding of the client.
    public let text: [UInt8]
    /// The Bind values, as a text for people; nil where they are not kept.
    public let parameters: String?

    /// An example.
    public init(time: UInt64, text: [UInt8], parameters: String? = nil) {
        self.time = time
        self.text = text
        self.parameters = parameters
    }
}

/// What was seen of a fingerprint since it was last recorded.
public struct FingerprintRecord: Sendable, Equatable {
    /// The fingerprint.
    public let fingerprint: UInt64
    /// The statement's text without literals.
    public let normalized: String
    /// The verb, in lower case.
    public let verb: String
    /// When it was first seen, in seconds since 1970.
    public let firstSeen: UInt64
    /// When it was last seen, in seconds since 1970.
    public let lastSeen: UInt64
    /// New examples, oldest first.
    public let samples: [Sample]

    /// An entry to record.
    public init(
        fingerprint: UInt64, normalized: String, verb: String, firstSeen: UInt64, lastSeen: UInt64,
        samples: [Sample] = []
    ) {
        self.fingerprint = fingerprint
        self.normalized = normalized
        self.verb = verb
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.samples = samples
    }
}
