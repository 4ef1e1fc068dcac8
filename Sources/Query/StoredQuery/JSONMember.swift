/// A member of a stored query's object, and where it stands.
struct JSONMember {
    /// The values that stored queries have: nothing nests but a list of texts.
    enum Value: Equatable {
        case text(String)
        case number(String)
        case bool(Bool)
        case list([String])
        case null

        /// What the value is, in words.
        var kind: String {
            switch self {
            case .text: "a text"
            case .number: "a number"
            case .bool: "a boolean"
            case .list: "a list"
            case .null: "null"
            }
        }
    }

    let key: String
    let value: Value
    /// The text that it stands in, and where.
    let source: [UInt8]
    let offset: Int

    /// Where the key stands, as `line 3, column 5`. Only errors ask: it looks at all that stands before.
    var place: String { JSONObjectReader.place(of: offset, in: source) }
}
