/// Reads numbers with the units that people write behind them.
enum Quantity {
    /// Digits only; nil when they are none, or more than 64 bits hold.
    static func plain(_ text: Substring) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt64(text)
    }

    /// A count, with k, M, G or T for powers of 1000.
    static func count(_ text: String) -> UInt64? {
        scaled(text, ["": 1, "k": 1000, "m": 1_000_000, "g": 1_000_000_000, "t": 1_000_000_000_000])
    }

    /// A size in bytes, with k, M, G or T (and B) for powers of 1024.
    static func bytes(_ text: String) -> UInt64? {
        scaled(
            text,
            [
                "": 1, "b": 1, "k": 1 << 10, "kb": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "g": 1 << 30, "gb": 1 << 30,
                "t": 1 << 40, "tb": 1 << 40,
            ])
    }

    /// A duration in microseconds: a number of them, or one with a unit of us, ms, s, m, h or d.
    static func microseconds(_ text: String) -> UInt64? {
        scaled(
            text,
            [
                "": 1, "us": 1, "µs": 1, "ms": 1000, "s": 1_000_000, "m": 60_000_000, "min": 60_000_000,
                "h": 3_600_000_000, "d": 86_400_000_000,
            ])
    }

    /// A whole or decimal number and a unit; nil for negative numbers, unknown units and what 64 bits cannot hold.
    private static func scaled(_ text: String, _ units: [String: UInt64]) -> UInt64? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let unit = units[text[digits.endIndex...].lowercased()] else { return nil }
        if let whole = plain(digits) {
            let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
            return overflow ? nil : product
        }
        guard let first = digits.first, first != ".", let number = Double(digits) else { return nil }
        let product = (number * Double(unit)).rounded()
        return product < 0x1p63 ? UInt64(product) : nil
    }
}
