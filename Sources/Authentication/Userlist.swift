import Bytes

/// Users and their secrets in the format of PgBouncer's `userlist.txt`: a line a user, `"user" "secret"`.
public struct Userlist: Sendable {
    /// What is known of a user.
    public enum Secret: Sendable, Equatable {
        /// An empty secret: the user cannot log in.
        case absent
        /// A SCRAM verifier.
        case verifier(ScramVerifier)
        /// The password itself.
        case password(String)
        /// `md5…`: what the server stores for the old method. SCRAM can do nothing with it.
        case md5(String)
    }

    /// A line that is not understood.
    public struct ParseError: Error, Sendable, Equatable, CustomStringConvertible {
        /// The file.
        public let file: String
        /// The line, counted from 1; 0 for the file as a whole.
        public let line: Int
        /// What is wrong.
        public let message: String

        /// `users.txt:3: …`, without any secret.
        public var description: String { line == 0 ? "\(file): \(message)" : "\(file):\(line): \(message)" }
    }

    private let secrets: [String: Secret]

    /// The users, in no order.
    public var users: some Collection<String> { secrets.keys }

    /// The number of users whose secret is of no use for SCRAM: `md5…`, or none.
    public var uselessCount: Int {
        secrets.values.count { secret in
            switch secret {
            case .absent, .md5: true
            case .verifier, .password: false
            }
        }
    }

    /// Reads the text of a list; `file` is what errors call it.
    public init(_ text: [UInt8], file: String) throws(ParseError) {
        var secrets: [String: Secret] = [:]
        var number = 0
        for line in text.split(separator: 0x0a, omittingEmptySubsequences: false) {
            number += 1
            do throws(LineError) {
                guard let entry = try Self.entry(line) else { continue }
                guard secrets.updateValue(entry.secret, forKey: entry.user) == nil else {
                    throw LineError(message: "the user \"\(entry.user)\" stands there twice")
                }
            } catch {
                throw ParseError(file: file, line: number, message: error.message)
            }
        }
        self.secrets = secrets
    }

    /// What is known of a user; nil for one who is not in the list.
    public subscript(user: String) -> Secret? { secrets[user] }

    private struct LineError: Error { let message: String }

    /// The user and the secret of a line; nil for a blank line or a comment. What follows them is not looked at, as old
    /// lists of PostgreSQL itself have more columns.
    private static func entry(_ line: ArraySlice<UInt8>) throws(LineError) -> (user: String, secret: Secret)? {
        var rest = line.drop(while: isSpace)
        guard let first = rest.first, first != UInt8(ascii: ";") else { return nil }
        let user = try quoted(&rest)
        guard !user.isEmpty else { throw LineError(message: "the user's name is empty") }
        rest = rest.drop(while: isSpace)
        return (user, try secret(try quoted(&rest)))
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) throws(LineError) -> String {
        guard rest.first == UInt8(ascii: "\"") else { throw LineError(message: "expected \"user\" \"secret\"") }
        var text: [UInt8] = []
        var isClosed = false
        rest = rest.dropFirst()
        while !isClosed {
            guard let byte = rest.popFirst() else { throw LineError(message: "a quote is not closed in this line") }
            if byte == UInt8(ascii: "\"") {
                guard rest.first == byte else {
                    isClosed = true
                    continue
                }
                rest = rest.dropFirst()
            }
            text.append(byte)
        }
        guard let valid = String(validating: text, as: UTF8.self), !text.contains(0) else {
            throw LineError(message: "the text is not UTF-8")
        }
        return valid
    }

    private static func secret(_ text: String) throws(LineError) -> Secret {
        do throws(ScramVerifier.Failure) {
            return try Secret(text)
        } catch {
            throw LineError(message: error.description)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}

extension Userlist.Secret {
    /// Tells what kind of secret a text is.
    init(_ text: String) throws(ScramVerifier.Failure) {
        if text.isEmpty {
            self = .absent
        } else if MD5Password.isStored(text) {
            self = .md5(text)
        } else if text.hasPrefix(SASLOffer.scram + "$") {
            self = .verifier(try ScramVerifier(text))
        } else {
            self = .password(text)
        }
    }
}

extension Userlist.Secret: CustomStringConvertible, CustomReflectable {
    /// The kind of secret.
    public var description: String {
        switch self {
        case .absent: "absent"
        case .verifier: "verifier"
        case .password: "password"
        case .md5: "md5"
        }
    }
    /// Nothing: a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
