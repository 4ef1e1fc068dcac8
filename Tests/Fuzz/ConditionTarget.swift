import Observations

@testable import Query

/// Conditions over every table, and what may follow them: a mistake has a place in the text, and what is right stays so
/// within parentheses.
enum ConditionTarget {
    static func run(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let schema = TableSchema.all[Int(first) % TableSchema.all.count]
        let text = String(decoding: input.dropFirst(), as: UTF8.self)
        if let error = mistake(in: text, schema) {
            hold((0...text.utf8.count).contains(error.offset), "a mistake has its place in the text")
            hold(!error.message.isEmpty && !error.rendered(in: text).isEmpty, "a mistake can be shown")
            hold(mistake(in: "(" + text + ")", schema) != nil || text.contains(")"), "what is wrong stays so")
        } else if !text.contains("dir") {
            let again = mistake(in: "(" + text + ")", schema)
            hold(again == nil || again?.message.contains("nests deeper") == true, "what is right stays so")
        }
        // It reads the condition many times, so not each of them.
        if first & 0x38 == 0, text.utf8.count < 40 { complete(text, schema) }
    }

    private static func mistake(in text: String, _ schema: TableSchema) -> ConditionError? {
        do throws(ConditionError) {
            var parser = ConditionParser(tokens: try ConditionLexer.tokens(of: text), schema: schema)
            _ = try parser.parse()
            return nil
        } catch {
            return error
        }
    }

    private static func complete(_ text: String, _ schema: TableSchema) {
        let completion = ConditionCompletion(schema: schema) { _, _ in ["1", "tcp", "a b"] }
        for candidate in completion.candidates(text) {
            if let error = mistake(in: candidate, schema) {
                let isOpen = candidate.contains { "([{".contains($0) }
                hold(
                    isOpen || error.offset >= candidate.utf8.count, "what is offered goes on or is right: \(candidate)")
            }
        }
    }
}
