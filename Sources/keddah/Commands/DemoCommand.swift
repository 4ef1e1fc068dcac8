import Arguments

/// `keddah demo`.
enum DemoCommand {
    static let command = Command("demo", "Demo.", example: "keddah demo") { _ in .success }
}
