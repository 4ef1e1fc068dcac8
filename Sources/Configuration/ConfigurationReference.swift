/// Writes `docs/configuration.md`: every key with its type, its default and what it means.
struct ConfigurationReference {
    private var text = Self.introduction

    /// The document.
    static var markdown: String {
        var reference = ConfigurationReference()
        reference.write(Configuration.schema.descriptions, path: "")
        return reference.text
    }

    private static let introduction = """
        # Configuration

        This page is generated from the code (`make docs`); a test keeps the two in step.

        The sensor reads one YAML file (a JSON file is one too): the one that `--config` names, else `./keddah.yaml`,
        else `/etc/keddah/keddah.yaml`. Without one it relays `localhost:1337` to `localhost:5432`. The command
        `keddah config check` says what is wrong with a file without starting anything, and `keddah config show` prints
        every key with its value.

        - A key that is unknown, given twice, of a wrong type or impossible is an error, with its line and the nearest
          valid key. All errors of a file are reported at once.
        - Relative paths start from the folder of the configuration file, so that a file means the same wherever the
          command is run; the default `store.path` too. Without a file they start from the working directory.
        - A duration is a whole number with a unit: `500ms`, `10s`, `5m`, `1h`, `7d`, `2w`, `1y` (365 days). A size is a
          number of bytes, or of `kB`, `MB`, `GB`, `TB`, each 1024 of the one before.
        - An address is `HOST:PORT`, `[IPv6]:PORT`, or `unix:FOLDER` and `unix:FOLDER:PORT` for the socket
          `.s.PGSQL.PORT` in a folder, port 5432 unless given. `*:PORT` listens on every address of the machine.
        - Every secret has a form that names a file instead, `key_file` for `key`. A file that holds a secret, the
          configuration's own too, is refused when others than its owner can read it. Under systemd, use
          `LoadCredential=` and name the file in `/run/credentials/keddah.service`.
        - YAML's anchors, aliases and tags are refused.

        In the column *applied*, `reload` means that `keddah config reload` (or SIGHUP) is enough, `start` that the new
        value waits for the next start. What a reload changes of a proxy holds for the sessions that begin after it. A
        key that is *not built yet* is checked, named once in the log, and has no effect.

        """

    private mutating func write(_ keys: [KeyDescription], path: String) {
        text += "\n## \(path.isEmpty ? "Top level" : "`\(path)`")\n\n"
        text += "| key | type | default | applied | meaning |\n|---|---|---|---|---|\n"
        for key in keys { writeRow(key) }
        for key in keys where !key.keys.isEmpty {
            write(key.keys, path: path.isEmpty ? key.name : "\(path).\(key.name)")
        }
    }

    private mutating func writeRow(_ key: KeyDescription) {
        let fallback = key.defaultText.map { "`\($0)`" } ?? "required"
        let isSection = !key.keys.isEmpty
        let applied = key.change == .live ? "reload" : "start"
        let meaning = key.isBuilt ? key.summary : "\(key.summary) *Not built yet.*"
        text += "| `\(key.name)` | \(key.type) | \(isSection ? "see below" : fallback) | \(isSection ? "" : applied) "
        text += "| \(meaning) |\n"
    }
}
