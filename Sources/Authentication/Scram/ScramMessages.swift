import Bytes

/// A client's first SCRAM message, `n,,n=,r=nonce`, as PostgreSQL reads it.
struct ScramClientFirst {
    /// The flag about channel binding: `n`, `y` or `p`.
    let flag: UInt8
    /// What follows the GS2 header.
    let bare: [UInt8]
    let nonce: [UInt8]

    init(_ message: [UInt8], bindsChannel: Bool, offersBinding: Bool) throws(AuthenticationError) {
        var reader = ScramReader(message)
        flag = reader.next
        try Self.readFlag(&reader, bindsChannel: bindsChannel, offersBinding: offersBinding)
        if reader.next == UInt8(ascii: "a") {
            throw .init(
                sqlstate: "0A000", message: "client uses authorization identity, but it is not supported")
        }
        guard reader.next == UInt8(ascii: ",") else {
            throw .malformed("Unexpected attribute \"\(ScramReader.shown(reader.next))\" in client-first-message.")
        }
        reader.skip()
        bare = Array(reader.rest)
        if reader.next == UInt8(ascii: "m") {
            throw .init(sqlstate: "0A000", message: "client requires an unsupported SCRAM extension")
        }
        // The name is empty or anything: the start-up packet said who it is.
        _ = try reader.value(of: "n")
        nonce = try reader.value(of: "r")
        guard ScramReader.isPrintable(nonce) else {
            throw .protocolViolation("non-printable characters in SCRAM nonce")
        }
        while !reader.rest.isEmpty { _ = try reader.attribute() }
    }

    private static func readFlag(
        _ reader: inout ScramReader, bindsChannel: Bool, offersBinding: Bool
    ) throws(AuthenticationError) {
        let flag = reader.next
        switch flag {
        case UInt8(ascii: "n"), UInt8(ascii: "y"):
            if bindsChannel {
                throw .malformed(
                    "The client selected SCRAM-SHA-256-PLUS, "
                        + "but the SCRAM message does not include channel binding data."
                )
            }
            // Somebody between the two took the mechanism out of the offer.
            if flag == UInt8(ascii: "y") && offersBinding { throw .downgrade }
            reader.skip()
            guard reader.next == UInt8(ascii: ",") else {
                throw .malformed("Comma expected, but found character \"\(ScramReader.shown(reader.next))\".")
            }
            reader.skip()
        case UInt8(ascii: "p"):
            guard bindsChannel else {
                throw .malformed(
                    "The client selected SCRAM-SHA-256 without channel binding, "
                        + "but the SCRAM message includes channel binding data.")
            }
            let kind = try reader.value(of: "p")
            guard kind.elementsEqual("tls-server-end-point".utf8) else {
                throw .protocolViolation("unsupported SCRAM channel-binding type \"\(ScramReader.shown(kind))\"")
            }
        default: throw .malformed("Unexpected channel-binding flag \"\(ScramReader.shown(flag))\".")
        }
    }
}

extension AuthenticationError {
    fileprivate static let downgrade = AuthenticationError(
        sqlstate: "28000", message: "SCRAM channel binding negotiation error",
        detail: "The client supports SCRAM channel binding but thinks the server does not.  "
            + "However, this server does support channel binding.")
}

/// A client's last SCRAM message, `c=biws,r=nonce,p=proof`, as PostgreSQL reads it.
struct ScramClientFinal {
    let nonce: [UInt8]
    let proof: [UInt8]
    /// What the proof signs of this message.
    let withoutProof: [UInt8]

    /// `check` looks at the channel binding before anything else is read.
    init(
        _ message: [UInt8], check: ([UInt8]) throws(AuthenticationError) -> Void
    ) throws(AuthenticationError) {
        var reader = ScramReader(message)
        try check(try reader.value(of: "c"))
        nonce = try reader.value(of: "r")
        var length = 0
        var last: (name: UInt8, value: [UInt8])
        repeat {
            length = message.count - reader.rest.count - 1
            last = try reader.attribute()
        } while last.name != UInt8(ascii: "p")
        guard let proof = Base64.decode(last.value), proof.count == ScramVerifier.keyLength else {
            throw .malformed("Malformed proof in client-final-message.")
        }
        guard reader.rest.isEmpty else { throw .malformed("Garbage found at the end of client-final-message.") }
        self.proof = proof
        withoutProof = Array(message.prefix(length))
    }
}
