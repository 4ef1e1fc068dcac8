/// A packet of a capture file; its bytes stay valid until the next is read.
struct FilePacket {
    let bytes: UnsafeRawPointer
    let captured: Int
    let length: Int
    /// Seconds since 1970 UTC.
    let second: UInt64
    let way: Packet.Way
    /// The number of its interface, which no other has in the whole file.
    let interface: Int
}

/// An interface of a capture file.
struct FileInterface {
    /// The number of its link type, as the file has it.
    let linkType: UInt32
    /// Its name, nil where the file has none.
    let name: String?
}

/// A kind of capture file, read packet by packet.
protocol PacketSource: AnyObject {
    /// The interfaces so far of the section of the file that the last packet is of. Those that are there do not change.
    var interfaces: [FileInterface] { get }
    /// The number of the first of them.
    var firstInterface: Int { get }
    /// How many packets had a time that there cannot be, and were given that of the packet before.
    var impossibleTimes: UInt64 { get }
    /// The next packet, nil at the end.
    /// - Throws: `CaptureError` when the file is damaged: nothing more can be read.
    func next() throws(CaptureError) -> FilePacket?
}

/// What capture files may say.
enum FileLimit {
    /// The most bytes that are believed to have been captured of one packet.
    static let packet = 1 << 20
    /// The most bytes of a block.
    static let block = 16 << 20
    /// The end of the year 9999.
    static let second: UInt64 = 253_402_300_799
    /// The most days that packets may be of: a damaged clock must not make a folder a packet.
    static let days = 1024
}
