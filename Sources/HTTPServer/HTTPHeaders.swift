/// The header fields of a message, in their order; names are compared without regard to case.
public struct HTTPHeaders: Sendable, Equatable {
    /// A header field.
    public struct Field: Sendable, Equatable {
        /// The name as it was sent.
        public let name: String
        /// The value.
        public let value: String
    }

    /// All fields.
    public private(set) var fields: [Field] = []

    /// No fields.
    public init() {}

    /// The bytes that they take.
    var size: Int { fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 } }

    /// The first value of a name.
    public subscript(name: String) -> String? { values(name).first }

    /// Every value of a name.
    public func values(_ name: String) -> [String] {
        fields.filter { Self.areEqual($0.name, name) }.map(\.value)
    }

    /// Adds a field after the others.
    public mutating func add(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }

    /// Puts a value in the place of all others of its name.
    public mutating func set(_ name: String, _ value: String) {
        fields.removeAll { Self.areEqual($0.name, name) }
        add(name, value)
    }

    private static func areEqual(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count && zip(a.utf8, b.utf8).allSatisfy { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
}
