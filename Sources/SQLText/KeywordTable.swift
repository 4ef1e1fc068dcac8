/// Finds keywords by the eight-byte words of their letters: one multiplication, one probe or two, no string comparison.
struct KeywordTable: Sendable {
    /// A keyword's letters as four machine words; an empty slot has the length 0.
    private struct Slot {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var length: UInt8 = 0
        var keyword = Keyword.none
        var traits: KeywordTraits = []
    }

    private static let size = 1024
    private static let longest = 32
    private let slots: ImmortalTable<Slot>

    init() {
        var slots = [Slot](repeating: Slot(), count: Self.size)
        for (word, keyword, traits) in Self.vocabulary() {
            let text = ShortText(word)
            var index = Self.hash(text)
            while slots[index].length != 0 { index = (index + 1) & (Self.size - 1) }
            slots[index] = Slot(
                words: (text.words[0], text.words[1], text.words[2], text.words[3]), length: UInt8(text.length),
                keyword: keyword, traits: traits)
        }
        self.slots = ImmortalTable(slots)
    }

    /// The keyword that a folded word is.
    @inline(__always) func find(_ text: borrowing ShortText) -> (keyword: Keyword, traits: KeywordTraits) {
        guard text.length <= Self.longest else { return (.none, []) }
        var index = Self.hash(text)
        while true {
            let slot = slots[index]
            if slot.length == 0 { return (.none, []) }
            if Int(slot.length) == text.length, slot.words.0 == text.words[0], slot.words.1 == text.words[1],
                slot.words.2 == text.words[2], slot.words.3 == text.words[3]
            {
                return (slot.keyword, slot.traits)
            }
            index = (index &+ 1) & (Self.size &- 1)
        }
    }

    @inline(__always) private static func hash(_ text: borrowing ShortText) -> Int {
        let mixed = (text.words[0] ^ text.words[1] &* 31 ^ text.words[2] &* 17) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 54)
    }
}
