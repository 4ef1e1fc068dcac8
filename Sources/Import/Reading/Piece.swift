/// A piece of the file: whole records.
struct Piece: Sendable {
    let bytes: [UInt8]
    /// Where it begins in the file.
    let offset: Int
}
