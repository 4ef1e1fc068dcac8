import Arguments
import Platform

/// What the demonstration writes: steps with their time, headings, and commands as a user types them.
struct DemoScreen {
    private let isTerminal = Terminal.isTerminal
    private let hasColor = Terminal.hasColor
    private static let stepWidth = 66

    func line(_ text: String = "") { Terminal.write(text + "\n") }

    func heading(_ text: String) { line("\n" + styled(text, "1")) }

    /// A command line as it would be typed, with what a shell needs quoted.
    func command(_ arguments: [String]) {
        let words =
            ["keddah"]
            + arguments.map { word in
                word.allSatisfy { $0.isLetter || $0.isNumber || "-_.,/:=".contains($0) } ? word : "'\(word)'"
            }
        line(styled("$ " + words.joined(separator: " "), "36"))
    }

    /// Runs a step and says how long it took; a terminal shows it while it runs.
    func step<Value>(_ doing: String, _ body: () throws -> Value, done: (Value) -> String) throws -> Value {
        let start = Clock.monotonic()
        if isTerminal { Terminal.write("  … \(doing)") }
        do {
            let value = try body()
            let hundredths = (Clock.monotonic() - start) / 10_000_000
            let seconds = "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10) s"
            let text = done(value)
            let gap = String(repeating: " ", count: max(1, Self.stepWidth - text.count))
            line("\(erase)  \(styled("✓", "32")) \(text)\(gap)\(seconds)")
            return value
        } catch {
            if isTerminal { Terminal.write(erase) }
            throw error
        }
    }

    private var erase: String { isTerminal ? "\r\u{1b}[K" : "" }

    private func styled(_ text: String, _ style: String) -> String {
        hasColor ? "\u{1b}[\(style)m\(text)\u{1b}[0m" : text
    }
}
