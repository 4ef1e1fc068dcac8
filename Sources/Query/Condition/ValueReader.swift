import Observations

/// Reads the values of a comparison as the column's format has them, and says what it expected when they are not.
struct ValueReader {
    let column: Column

    /// What the column's value must be for a comparator and its values.
    func predicate(
        _ comparator: Comparator, _ values: [ConditionValue], _ hosts: inout HostNames
    ) throws(ConditionError) -> Predicate {
        switch column.kind {
        case .string:
            try requireEquality(comparator, "texts")
            var texts: Set<String> = []
            for value in values { texts.formUnion(try spellings(of: value)) }
            return .texts(texts)
        case .address:
            try requireEquality(comparator, "addresses")
            var networks: [Network] = []
            for value in values {
                networks += try self.networks(value, &hosts)
            }
            return .networks(networks)
        case .unsigned, .time:
            var numbers: [UInt64] = []
            for value in values { numbers.append(try number(value)) }
            if column.format == .fingerprint { try requireEquality(comparator, "fingerprints") }
            return Self.predicate(comparator, numbers)
        }
    }

    private static func predicate(_ comparator: Comparator, _ numbers: [UInt64]) -> Predicate {
        let number = numbers[0]
        switch comparator.kind {
        case .list: return .numbers(Set(numbers))
        case .symbol(.less): return number == 0 ? .nothing : .range(0...number - 1)
        case .symbol(.lessOrEqual): return .range(0...number)
        case .symbol(.greater): return number == .max ? .nothing : .range(number + 1 ... .max)
        case .symbol(.greaterOrEqual): return .range(number ... .max)
        case .symbol: return .range(number...number)
        }
    }

    /// A network, an address, a named set, or a host by its name.
    private func networks(_ value: ConditionValue, _ hosts: inout HostNames) throws(ConditionError) -> [Network] {
        if let network = Network(value.text) { return [network] }
        if let networks = NamedNetworks.find(value.text) ?? hosts.networks(value) { return networks }
        throw expected("an address or network", value)
    }

    private func requireEquality(_ comparator: Comparator, _ what: String) throws(ConditionError) {
        guard comparator.isEquality else {
            throw ConditionError("\(what) are compared with `=`, `!=` and `in` only", at: comparator.offset)
        }
    }

    /// SQLSTATEs are upper case and verbs are stored in one case, however they are typed.
    private func spellings(of value: ConditionValue) throws(ConditionError) -> [String] {
        switch column.name {
        case "sqlstate":
            let state = value.text.uppercased()
            guard state.isEmpty || SQLState(state.utf8) != nil else {
                throw expected("a SQLSTATE of five characters such as 42P01", value)
            }
            return [state]
        case "verb": return [value.text, value.text.lowercased(), value.text.uppercased()]
        default: return [value.text]
        }
    }

    private func number(_ value: ConditionValue) throws(ConditionError) -> UInt64 {
        switch column.format {
        case .fingerprint:
            guard let number = Fingerprint.parse(value.text) else { throw expected("16 hexadecimal digits", value) }
            return number
        case .latency:
            guard let number = Quantity.microseconds(value.text) else {
                throw expected("a duration such as 10ms", value)
            }
            return UInt64(LatencyBucket(microseconds: number).number)
        case .microseconds:
            guard let number = Quantity.microseconds(value.text) else {
                throw expected("a duration such as 10ms", value)
            }
            return number
        case .bytes:
            guard let number = Quantity.bytes(value.text) else { throw expected("a size such as 10k", value) }
            return number
        case .count:
            guard let number = Quantity.count(value.text) else { throw expected("a number", value) }
            return number
        case .ipProtocol:
            guard let number = IPProtocol.number(value.text) ?? Quantity.plain(value.text[...]) else {
                throw expected("a protocol's name or number", value)
            }
            return try bounded(number, by: 255, value)
        case .number, .text, .timestamp, .address:
            guard let number = Quantity.plain(value.text[...]) else { throw expected("a number", value) }
            return column.isPort ? try bounded(number, by: 65_535, value) : number
        }
    }

    /// What no row can have was meant otherwise.
    private func bounded(
        _ number: UInt64, by most: UInt64, _ value: ConditionValue
    ) throws(ConditionError) -> UInt64 {
        guard number <= most else {
            throw ConditionError("\(column.name) is at most \(most), not \(number)", at: value.offset)
        }
        return number
    }

    private func expected(_ what: String, _ value: ConditionValue) -> ConditionError {
        ConditionError("\(column.name) expects \(what), found '\(value.text)'", at: value.offset)
    }
}

extension Column {
    /// Whether values are ports of TCP and UDP.
    fileprivate var isPort: Bool {
        format == .number && (name.hasSuffix("_port") || ["port", "sport", "dport"].contains(name))
    }
}
