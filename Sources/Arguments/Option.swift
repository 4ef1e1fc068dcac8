/// An option of a command, and the way to its value: `invocation[limit]`.
public struct Option<Value: Sendable>: Parameter {
    /// What it looks like.
    public let description: ParameterDescription
    private let read: @Sendable ([String]) throws(InvalidArgument) -> Value

    /// The value that the texts given make.
    public func erasedValue(_ texts: [String]) throws(InvalidArgument) -> any Sendable { try read(texts) }

    private init(
        _ name: String, _ letter: Character?, _ aliases: [String], form: ParameterDescription.Form = .option,
        value: String, help: String, defaultText: String? = nil, choices: [String] = [], isRepeated: Bool = false,
        completion: Completion = .choices,
        read: @escaping @Sendable ([String]) throws(InvalidArgument) -> Value
    ) {
        description = ParameterDescription(
            form: form, name: name, aliases: aliases, letter: letter, valueName: value, help: help,
            defaultText: defaultText, choices: choices, completion: completion, isRequired: false,
            isRepeated: isRepeated)
        self.read = read
    }
}

extension Option where Value: ArgumentValue {
    /// An option that has a default.
    public init(
        _ name: String, _ letter: Character? = nil, aliases: [String] = [], value: String, default fallback: Value,
        completion: Completion = .choices, _ help: String
    ) {
        self.init(
            name, letter, aliases, value: value, help: help, defaultText: fallback.argumentText,
            choices: Value.argumentChoices, completion: completion
        ) { texts throws(InvalidArgument) in
            guard let text = texts.last else { return fallback }
            return try Value(argument: text)
        }
    }
}

extension Option {
    /// An option that is nil unless given.
    public init<Wrapped: ArgumentValue>(
        _ name: String, _ letter: Character? = nil, aliases: [String] = [], value: String,
        completion: Completion = .choices, _ help: String
    ) where Value == Wrapped? {
        self.init(
            name, letter, aliases, value: value, help: help, choices: Wrapped.argumentChoices, completion: completion
        ) { texts throws(InvalidArgument) in
            guard let text = texts.last else { return nil }
            return try Wrapped(argument: text)
        }
    }

    /// An option that may be given again and again; each adds a value.
    public init<Element: ArgumentValue>(
        repeated name: String, _ letter: Character? = nil, aliases: [String] = [], value: String,
        completion: Completion = .choices, _ help: String
    ) where Value == [Element] {
        self.init(
            name, letter, aliases, value: value, help: help, choices: Element.argumentChoices, isRepeated: true,
            completion: completion
        ) { texts throws(InvalidArgument) in
            var elements: [Element] = []
            for text in texts { elements.append(try Element(argument: text)) }
            return elements
        }
    }
}

extension Option where Value == Bool {
    /// An option without a value, true when given.
    public init(flag name: String, _ letter: Character? = nil, aliases: [String] = [], _ help: String) {
        self.init(name, letter, aliases, form: .flag, value: "", help: help) { !$0.isEmpty }
    }
}
