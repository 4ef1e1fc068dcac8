import Observations

/// Reads an IP protocol from bytes: its number, or a name in any letter case.
enum ProtocolField {
    static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        if let number = NumberField.decimal(bytes, range) { return number < 256 ? number : nil }
        guard range.count <= 24 else { return nil }
        let name = String(decoding: range.map { bytes[$0] }, as: UTF8.self)
        return IPProtocol.number(name)
    }
}
