import Arguments

/// `keddah completion bash|zsh|fish`, and what its scripts call.
enum CompletionCommand {
    private static let shell = Argument<Shell>("SHELL", "The shell.")

    static let command: Command = Command(
        "completion", "Prints the script that completes command lines in a shell.",
        discussion: """
            The script asks the program what may stand at the cursor: commands, options, columns, interfaces of the \
            store, and the next word of a condition. For bash put `source <(keddah completion bash)` into ~/.bashrc; \
            for zsh `source <(keddah completion zsh)` into ~/.zshrc, behind compinit; for fish run \
            `keddah completion fish > ~/.config/fish/completions/keddah.fish`.
            """,
        parameters: [shell], example: "source <(keddah completion bash)"
    ) { invocation in
        Terminal.write(invocation[shell].script(for: KeddahProgram.root.name))
        return .success
    }

    private static let line = Argument<String>("LINE", "The command line up to the cursor.")
    private static let current = Argument<String?>(
        optional: "CURRENT", "What the shell takes for the word at the cursor.")

    /// Says nothing when something is wrong: what it printed would stand in the user's command line.
    static let answer: Command = Command(
        "complete", "Answers the scripts of `keddah completion`.", parameters: [shell, line, current],
        example: "keddah complete bash 'keddah que'", isHidden: true
    ) { invocation in
        let words = ShellWords(invocation[line])
        let answer = Completer.answer(
            KeddahProgram.root, Array(words.words.dropFirst()), named: CompletionValues.answer)
        Terminal.write(invocation[shell].text(answer, words, current: invocation[current]))
        return .success
    }
}
