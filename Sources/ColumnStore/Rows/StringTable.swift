/// Distinct texts with consecutive codes.
struct StringTable {
    private(set) var texts: [String] = []
    private var codes: [String: UInt32] = [:]

    /// The code of a text, a new one when it was not seen before.
    mutating func code(of text: String) -> UInt32 {
        if let code = codes[text] { return code }
        let code = UInt32(texts.count)
        texts.append(text)
        codes[text] = code
        return code
    }
}
