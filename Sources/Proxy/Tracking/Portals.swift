import Observations

/// A bound statement. However often it is executed for a part of its rows, it is one call.
struct Portal {
    let identity: StatementIdentity
    /// When the client's Bind was there.
    let arrival: UInt64
    var text: StatementText?
    /// Whether a part of its rows was fetched, so that it counts even if the rest never is.
    var isSuspended = false
    var rows: UInt64 = 0
    var bytesIn: UInt64 = 0
    var bytesOut: UInt64 = 0
    var duration: UInt64 = 0
}

/// The open portals of a session by the hash of their name, and the cursors that SQL declared. Bounded.
struct Portals {
    private static let capacity = 1_024

    var unnamed: Portal?
    private var named: [UInt64: Portal]?
    private var cursors: [UInt64: StatementIdentity]?

    subscript(name: UInt64) -> Portal? { name == 0 ? unnamed : named?[name] }

    /// Opens a portal and returns the one whose name it takes.
    mutating func open(_ name: UInt64, _ portal: Portal) -> Portal? {
        let previous = self[name]
        put(name, portal)
        return previous
    }

    mutating func put(_ name: UInt64, _ portal: Portal) {
        if name == 0 {
            unnamed = portal
        } else if (named?.count ?? 0) < Self.capacity || named?[name] != nil {
            named = named ?? [:]
            named![name] = portal
        }
    }

    mutating func remove(_ name: UInt64) -> Portal? {
        if name == 0 {
            defer { unnamed = nil }
            return unnamed
        }
        return named?.removeValue(forKey: name)
    }

    /// Closes all portals, as the end of a transaction does, and returns those that were fetched in part.
    mutating func takeSuspended() -> [Portal] {
        if named == nil {
            defer { unnamed = nil }
            return unnamed.flatMap { $0.isSuspended ? [$0] : nil } ?? []
        }
        let all = [unnamed].compactMap { $0 } + (named.map { Array($0.values) } ?? [])
        unnamed = nil
        named = nil
        return all.filter(\.isSuspended)
    }

    /// The query of a cursor that SQL declared.
    func cursor(_ name: UInt64) -> StatementIdentity? { cursors?[name] }

    /// Names a cursor; false when there are too many. Their end with a transaction is not followed, because those WITH
    /// HOLD outlive it; a name that is used again replaces the one before.
    mutating func declare(_ name: UInt64, _ query: StatementIdentity) -> Bool {
        if (cursors?.count ?? 0) >= Self.capacity && cursors?[name] == nil { return false }
        cursors = cursors ?? [:]
        cursors![name] = query
        return true
    }

    mutating func closeCursor(_ name: UInt64) { cursors?[name] = nil }

    mutating func closeAllCursors() { cursors = nil }
}
