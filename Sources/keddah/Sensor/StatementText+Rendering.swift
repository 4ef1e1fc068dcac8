import Bytes
import Observations
import SQLText

extension StatementText {
    private var options: ScannerOptions {
        ScannerOptions(standardConformingStrings: standardStrings, encoding: ClientEncoding(name: encoding))
    }

    /// The bytes without passwords.
    var redacted: [UInt8] {
        let bytes = sql
        return containsSecret ? SecretRedactor.redact(bytes.span, options) : bytes
    }

    /// The text of the fingerprint, literals replaced, at most `limit` bytes.
    func normalized(limit: Int) -> String {
        let bytes = sql
        return Normalizer.normalize(bytes.span, options, limit: limit)
    }

    /// The redacted text for people; one that was cut says how long it was.
    var readable: String {
        let text = String(decoding: redacted, as: UTF8.self)
        guard length > sql.count else { return text }
        let hash = String(Hash64.of(sql), radix: 16)
        return "\(text) … [\(length) bytes in all, hash of the first \(sql.count): \(hash)]"
    }
}

/// Values of Bind messages, as they are kept with a sample.
enum ParameterText {
    /// A JSON array: text as a string, other bytes as `{"base64": …}`, NULL as null.
    static func render(_ values: [[UInt8]?]) -> String {
        var json = JSONWriter()
        json.array { json in
            for value in values { write(value, to: &json) }
        }
        return json.text
    }

    static func write(_ value: [UInt8]?, to json: inout JSONWriter) {
        guard let value else { return json.null() }
        if SecretRedactor.holdsPassword(value) { return json.value("[redacted]") }
        if let text = String(validating: value, as: UTF8.self), !value.contains(0) { return json.value(text) }
        json.object { $0.member("base64", Base64.encode(value)) }
    }
}
