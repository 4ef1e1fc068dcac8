import Bytes

/// Puts messages of either direction together.
public enum MessageEncoding {
    /// A whole message: its type, its length, its body.
    public static func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
        precondition(body.count + 4 <= Int(MessageFramer.largestMessage), "a message that no peer takes")
        var writer = ByteWriter(capacity: body.count + 5)
        writer.raw([type])
        writer.big(UInt32(body.count + 4))
        writer.raw(body)
        return writer.bytes
    }
}
