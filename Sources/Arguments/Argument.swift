/// A positional argument of a command, and the way to its value: `invocation[columns]`.
public struct Argument<Value: Sendable>: Parameter {
    /// What it looks like.
    public let description: ParameterDescription
    private let read: @Sendable ([String]) throws(InvalidArgument) -> Value

    /// The value that the texts given make.
    public func erasedValue(_ texts: [String]) throws(InvalidArgument) -> any Sendable { try read(texts) }

    private init(
        _ name: String, help: String, choices: [String], isRequired: Bool, isRepeated: Bool = false,
        completion: Completion, read: @escaping @Sendable ([String]) throws(InvalidArgument) -> Value
    ) {
        description = ParameterDescription(
            form: .positional, name: name, aliases: [], letter: nil, valueName: name, help: help, defaultText: nil,
            choices: choices, completion: completion, isRequired: isRequired, isRepeated: isRepeated)
        self.read = read
    }
}

extension Argument where Value: ArgumentValue {
    /// An argument that must be given. `name` stands in capitals.
    public init(_ name: String, completion: Completion = .choices, _ help: String) {
        self.init(
            name, help: help, choices: Value.argumentChoices, isRequired: true, completion: completion
        ) { texts throws(InvalidArgument) in
            // The parser has refused a command line without it.
            guard let text = texts.last else { throw InvalidArgument("is missing") }
            return try Value(argument: text)
        }
    }
}

extension Argument {
    /// An argument that is nil unless given.
    public init<Wrapped: ArgumentValue>(
        optional name: String, completion: Completion = .choices, _ help: String
    ) where Value == Wrapped? {
        self.init(
            name, help: help, choices: Wrapped.argumentChoices, isRequired: false, completion: completion
        ) { texts throws(InvalidArgument) in
            guard let text = texts.last else { return nil }
            return try Wrapped(argument: text)
        }
    }

    /// All the arguments that are left, at least one when `isRequired`.
    public init<Element: ArgumentValue>(
        rest name: String, isRequired: Bool = false, completion: Completion = .choices, _ help: String
    ) where Value == [Element] {
        self.init(
            name, help: help, choices: Element.argumentChoices, isRequired: isRequired, isRepeated: true,
            completion: completion
        ) { texts throws(InvalidArgument) in
            var elements: [Element] = []
            for text in texts { elements.append(try Element(argument: text)) }
            return elements
        }
    }
}
