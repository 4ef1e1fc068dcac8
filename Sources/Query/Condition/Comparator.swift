/// How a condition compares a column with its value or values.
struct Comparator {
    enum Kind: Equatable {
        case symbol(ConditionSymbol)
        case list
    }

    let kind: Kind
    let isNegated: Bool
    let offset: Int

    /// Whether the comparison asks for one of the values, or for none of them.
    var isEquality: Bool { kind == .list || kind == .symbol(.equal) || kind == .symbol(.notEqual) }

    static let symbols: Set<ConditionSymbol> = [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]

    /// goProbe's words for comparisons.
    static let aliases: [String: ConditionSymbol] = [
        "eq": .equal, "-eq": .equal, "equals": .equal,
        "neq": .notEqual, "-neq": .notEqual, "ne": .notEqual, "-ne": .notEqual,
        "le": .lessOrEqual, "-le": .lessOrEqual, "leq": .lessOrEqual, "-leq": .lessOrEqual,
        "ge": .greaterOrEqual, "-ge": .greaterOrEqual, "geq": .greaterOrEqual, "-geq": .greaterOrEqual,
        "g": .greater, "-g": .greater, "gt": .greater, "-gt": .greater, "greater": .greater,
        "l": .less, "-l": .less, "lt": .less, "-lt": .less, "less": .less,
    ]
}

/// A value as it stands in a condition.
struct ConditionValue {
    let text: String
    let offset: Int
}
