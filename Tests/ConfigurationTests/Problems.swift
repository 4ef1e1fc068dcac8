import Configuration

/// The lines that reading `text` complains with, none when it does not.
func problems(_ text: String) -> [String] {
    do throws(ConfigurationError) {
        _ = try Configuration.parse(text, file: "k.yaml")
        return []
    } catch {
        return error.description.split(separator: "\n").map(String.init)
    }
}
