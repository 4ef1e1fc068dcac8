import PostgresWire

/// Errors that are read, written and read again are the same; a tag's number is the one that stands at its end.
enum AnswersTarget {
    static func run(_ input: [UInt8]) {
        var error = ErrorFields(body: input)
        error.position = nil
        let again = ErrorFields(body: Array(error.encoded.dropFirst(5)))
        hold(again == error, "an error is the same when written and read again")
        exactly(input) { hold(CommandTag.rows($0) == rows(input), "the rows are the last number") }
    }

    private static func rows(_ tag: [UInt8]) -> UInt64 {
        let text = tag.prefix { _ in true }.reversed().drop { $0 == 0 }
        let digits = text.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, text.dropFirst(digits.count).first == 0x20 else { return 0 }
        return digits.reversed().reduce(0) { $0 &* 10 &+ UInt64($1 - 0x30) }
    }
}
