import Observations

/// The prepared statements of a session, by the hash of their name: those of the protocol and those of SQL's PREPARE
/// are one set, as in the server. Bounded.
struct PreparedStatements {
    /// The most named statements that are followed in a session.
    static let capacity = 4_096
    /// The most texts that are kept for watchers, and their longest, in bytes.
    private static let textCapacity = 64
    private static let longestText = 4_096

    private var unnamed: StatementIdentity?
    private var named: [UInt64: StatementIdentity]?
    private var texts: [UInt64: StatementText]?

    /// The statement of a name, 0 being the unnamed one.
    subscript(name: UInt64) -> StatementIdentity? { name == 0 ? unnamed : named?[name] }

    /// The text of a statement, while somebody watches.
    func text(of name: UInt64) -> StatementText? { texts?[name] }

    /// Binds a name; returns false when there are too many.
    mutating func set(_ name: UInt64, _ statement: StatementIdentity, text: StatementText? = nil) -> Bool {
        setText(name, text)
        if name == 0 {
            unnamed = statement
            return true
        }
        if (named?.count ?? 0) >= Self.capacity && named?[name] == nil { return false }
        named = named ?? [:]
        named![name] = statement
        return true
    }

    private mutating func setText(_ name: UInt64, _ text: StatementText?) {
        guard let text else {
            // Nobody watches any more.
            texts = nil
            return
        }
        texts = texts ?? [:]
        let fits = texts!.count < Self.textCapacity && text.sql.count <= Self.longestText
        texts![name] = fits ? text : nil
    }

    /// Forgets a name.
    mutating func remove(_ name: UInt64) {
        texts?[name] = nil
        if name == 0 { unnamed = nil } else { named?[name] = nil }
    }

    /// Forgets all names, as DEALLOCATE ALL and DISCARD ALL do.
    mutating func removeAll() {
        texts = nil
        named = nil
    }
}
