/// Finds keywords by the eight-byte words of their letters: one multiplication, one probe or two, no string comparison.
struct KeywordTable: Sendable {
    struct Slot {
        var text = ShortText()
        var keyword = Keyword.none
        var traits: KeywordTraits = []
    }

    private static let size = 1024
    static let longest = 32
    private let slots: ImmortalTable<Slot>

    init() {
        var slots = [Slot](repeating: Slot(), count: Self.size)
        for (word, keyword, traits) in Self.vocabulary() {
            let text = ShortText(word)
            var index = Self.hash(text)
            while slots[index].text.length != 0 { index = (index + 1) & (Self.size - 1) }
            slots[index] = Slot(text: text, keyword: keyword, traits: traits)
        }
        self.slots = ImmortalTable(slots)
    }

    /// The keyword that a folded word is.
    @inline(__always) func find(_ text: borrowing ShortText) -> (keyword: Keyword, traits: KeywordTraits) {
        guard text.length <= Self.longest else { return (.none, []) }
        var index = Self.hash(text)
        while true {
            let slot = slots.pointer(to: index)
            if slot.pointee.text.length == 0 { return (.none, []) }
            if slot.pointee.text.length == text.length, slot.pointee.text.words[0] == text.words[0],
                slot.pointee.text.words[1] == text.words[1], slot.pointee.text.words[2] == text.words[2],
                slot.pointee.text.words[3] == text.words[3]
            {
                return (slot.pointee.keyword, slot.pointee.traits)
            }
            index = (index &+ 1) & (Self.size &- 1)
        }
    }

    @inline(__always) private static func hash(_ text: borrowing ShortText) -> Int {
        let mixed = (text.words[0] ^ text.words[1] &* 31 ^ text.words[2] &* 17) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 54)
    }
}
