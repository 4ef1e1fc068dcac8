/// The interfaces that a query asks for, as goQuery's `-i` has them: names, `any`, `/regular expressions/`, each with
/// `!` in front where it is not wanted.
public struct InterfaceSelection: Sendable, Equatable {
    private enum Pattern: Sendable, Equatable {
        case name(String)
        case expression(NamePattern)
    }

    private var wanted: [Pattern] = []
    private var unwanted: [Pattern] = []
    private var wantsAny = false

    /// Reads a list.
    /// - Throws: `QueryError` that names the part that is none.
    public init(_ text: String) throws(QueryError) {
        for part in Self.parts(of: text) {
            let isNegated = part.hasPrefix("!")
            let rest = isNegated ? String(part.dropFirst().drop { $0 == " " }) : part
            guard !rest.isEmpty else {
                throw QueryError(.argument, "an interface's name is missing in '\(text)': write eth0,eth1 or any")
            }
            if rest.lowercased() == "any" {
                guard !isNegated else { throw QueryError(.argument, "'!any' leaves no interface") }
                wantsAny = true
                continue
            }
            let pattern = try Self.pattern(rest)
            if isNegated { unwanted.append(pattern) } else { wanted.append(pattern) }
        }
    }

    /// The parts between commas; a comma within slashes belongs to an expression.
    private static func parts(of text: String) -> [String] {
        var parts = [""]
        var isInside = false
        for character in text {
            if character == "/" { isInside.toggle() }
            if character == "," && !isInside { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    private static func pattern(_ text: String) throws(QueryError) -> Pattern {
        guard text.hasPrefix("/") else { return .name(text) }
        guard text.hasSuffix("/"), text.count > 2 else {
            throw QueryError(.argument, "the expression '\(text)' has no closing slash: write /eth.*/")
        }
        return .expression(try NamePattern(String(text.dropFirst().dropLast())))
    }

    /// The names of `known` that are asked for, in their order.
    /// - Parameter all: What else there is, nil when that is not known; a name in neither is a mistake.
    func names(among known: [String], all: () throws(QueryError) -> [String]?) throws(QueryError) -> [String] {
        let missing = named.filter { !known.contains($0) }
        if !missing.isEmpty, let all = try all() { try refuse(missing, among: all) }
        let takesAll = wantsAny || wanted.isEmpty
        var names: [String] = []
        for name in known {
            if takesAll || Self.matches(name, wanted), !Self.matches(name, unwanted) { names.append(name) }
        }
        return names
    }

    /// The names that stand for themselves.
    private var named: [String] {
        (wanted + unwanted).compactMap { if case .name(let name) = $0 { name } else { nil } }
    }

    /// A store without any interface says that itself, by an empty answer.
    private func refuse(_ missing: [String], among all: [String]) throws(QueryError) {
        guard !all.isEmpty, let name = missing.first(where: { !all.contains($0) }) else { return }
        throw QueryError(
            .argument, "the store has no flows of the interface '\(name)': there are \(Self.list(all, width: 300))")
    }

    private static func matches(_ name: String, _ patterns: [Pattern]) -> Bool {
        patterns.contains { pattern in
            switch pattern {
            case .name(let wanted): wanted == name
            case .expression(let expression): expression.matches(name)
            }
        }
    }

    /// Names in one line of about so many characters; how many more there are stands behind.
    static func list(_ names: [String], width: Int) -> String {
        var text = ""
        for (index, name) in names.enumerated() {
            let part = (index == 0 ? "" : ",") + TerminalText.escaped(name)
            guard index == 0 || text.count + part.count <= width else {
                return text + " and \(names.count - index) more"
            }
            text += part
        }
        return text
    }
}
