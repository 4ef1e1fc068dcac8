import Arguments

/// `keddah version`.
enum VersionCommand {
    static let command = Command("version", "Prints the version.", example: "keddah version") { _ in
        Terminal.write("keddah \(Version.text)\n")
        return .success
    }
}
