/// A command line that was understood: the command, and a value for each of its parameters.
public struct Invocation: Sendable {
    /// The names from the program's to the command's: `keddah`, `config`, `check`.
    public let path: [String]
    let values: [String: any Sendable]
    let given: Set<String>

    /// The value of an option.
    public subscript<Value>(option: Option<Value>) -> Value { value(option) }

    /// The value of a positional argument.
    public subscript<Value>(argument: Argument<Value>) -> Value { value(argument) }

    /// Whether the parameter stands on the command line, rather than being left to its default.
    public func isGiven(_ parameter: some Parameter) -> Bool { given.contains(parameter.description.label) }

    private func value<Value>(_ parameter: some Parameter) -> Value {
        guard let value = values[parameter.description.label] as? Value else {
            preconditionFailure("\(parameter.description.label) is not in the table of \(path.joined(separator: " "))")
        }
        return value
    }
}
