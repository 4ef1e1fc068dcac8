import Bytes

/// Why a text is not a value of its type; the sentence goes after the option's name.
public struct InvalidArgument: Error, Sendable, Equatable {
    /// What is wrong, and what would be right.
    public let message: String

    /// A reason such as `"ten" is not a whole number`.
    public init(_ message: String) { self.message = message }
}

/// What an option or argument can be.
public protocol ArgumentValue: Sendable {
    /// The value that a text means.
    init(argument: String) throws(InvalidArgument)
    /// The text that means the value, as help shows a default.
    var argumentText: String { get }
    /// Every text there is, empty when there are too many.
    static var argumentChoices: [String] { get }
}

extension ArgumentValue {
    /// Anything may stand there.
    public static var argumentChoices: [String] { [] }
}

extension String: ArgumentValue {
    /// The text as it is.
    public init(argument: String) { self = argument }
    /// The text as it is.
    public var argumentText: String { self }
}

extension Int: ArgumentValue {
    /// A decimal whole number.
    public init(argument: String) throws(InvalidArgument) {
        guard let number = Int(argument) else { throw InvalidArgument("\"\(argument)\" is not a whole number") }
        self = number
    }
    /// Its digits.
    public var argumentText: String { description }
}

extension Double: ArgumentValue {
    /// A finite number.
    public init(argument: String) throws(InvalidArgument) {
        guard let number = Double(argument), number.isFinite else {
            throw InvalidArgument("\"\(argument)\" is not a number")
        }
        self = number
    }
    /// Its shortest form.
    public var argumentText: String { description }
}

extension ArgumentValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    /// One of the cases, by its raw value.
    public init(argument: String) throws(InvalidArgument) {
        guard let value = Self(rawValue: argument) else {
            let choices = Self.argumentChoices
            let hint = NearestName.find(argument, among: choices).map { "; did you mean \($0)?" } ?? ""
            throw InvalidArgument("\"\(argument)\" is not one of \(choices.joined(separator: ", "))\(hint)")
        }
        self = value
    }
    /// The raw value.
    public var argumentText: String { rawValue }
    /// The raw values.
    public static var argumentChoices: [String] { allCases.map(\.rawValue) }
}
