import Glibc

/// A text that no log, error or `config show` may hold.
public struct Secret: Sendable, Hashable {
    /// What stands for a secret where one is shown.
    static let mask = "********"

    private let text: String

    /// A secret, not empty.
    public init(_ text: String) {
        precondition(!text.isEmpty, "an empty secret")
        self.text = text
    }

    /// The text itself, for the one place that needs it.
    public func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Asterisks.
    public var description: String { Self.mask }
    /// Asterisks.
    public var debugDescription: String { Self.mask }
    /// Nothing: a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension ValueType where Value == String {
    /// The path of a file with a private key or other secrets, which nobody but its owner may read.
    static let secretPath = ValueType(
        name: "path",
        read: { node, reader in
            guard let path = path.read(node, &reader) else { return nil }
            // Whether it is there at all shows when it is used.
            if let file = try? TextFile.read(path, limit: 1 << 26), file.isReadableByOthers, !file.isSharedByRoot,
                !Secret.isCredential(path)
            {
                reader.report(node.position, "others than its owner can read \(path): chmod 600 it")
            }
            return path
        },
        show: { .text($0) })
}

extension Secret {
    /// Whether a value says that there is no secret. Only the word does: an empty value is a forgotten one.
    static func isNone(_ node: YAMLNode) -> Bool { node.isNull && node.content != .plain("") }

    /// A secret that stands in the configuration itself, which nobody else may read then.
    static func read(_ node: YAMLNode, _ reader: inout ConfigurationReader) -> Secret? {
        guard let text = node.scalarText, !text.isEmpty else {
            reader.report(node.position, "expected a secret, a text that is not empty")
            return nil
        }
        if reader.origin.isReadableByOthers {
            reader.report(
                node.position,
                "holds a secret, and others than its owner can read \(reader.origin.file): "
                    + "chmod 600 it, or move the secret to a file of its own")
        }
        return Secret(text)
    }

    /// A secret in a file of its own, without the line feed at its end.
    static func readFile(_ node: YAMLNode, _ reader: inout ConfigurationReader) -> Secret? {
        guard let path = ValueType<String>.path.read(node, &reader) else { return nil }
        let file: TextFile
        do throws(TextFile.Failure) {
            file = try TextFile.read(path, limit: 1 << 16)
        } catch {
            reader.report(node.position, "\(path): \(error.reason)")
            return nil
        }
        if file.isReadableByOthers, !isCredential(path) {
            reader.report(node.position, "others than its owner can read \(path): chmod 600 it")
            return nil
        }
        var bytes = file.bytes[...]
        while let last = bytes.last, last == 0x0a || last == 0x0d { bytes.removeLast() }
        guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else {
            reader.report(node.position, "\(path) is empty or not UTF-8")
            return nil
        }
        return Secret(text)
    }

    /// Whether systemd keeps a file for this service alone (LoadCredential=). It does so by an access list, which looks
    /// like a mode that lets the group read.
    static func isCredential(_ path: String, folder: String? = credentialsFolder) -> Bool {
        guard let folder, folder.hasPrefix("/") else { return false }
        return path.hasPrefix(folder + "/") && !path.contains("/../")
    }

    static let credentialsFolder = getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) }
}
