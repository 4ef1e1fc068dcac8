import Observations

/// A bound statement. However often it is executed for a part of its rows, it is one call.
struct Portal {
    let identity: StatementIdentity
    /// Whether a part of its rows was fetched, so that it counts even if the rest never is.
    var isSuspended = false
    /// Whether it ran to its end and was counted; another Execute finds no rows and is no further call.
    var isDone = false
    /// When the client's Bind was there.
    let arrival: UInt64
    var text: StatementText?
    var rows: UInt64 = 0
    var bytesIn: UInt64 = 0
    var bytesOut: UInt64 = 0
    var duration: UInt64 = 0

    /// Whether it has to be counted although it never ran to its end.
    var isUncounted: Bool { isSuspended && !isDone }
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
        } else if named?[name] != nil || hasRoom() {
            named = named ?? [:]
            named![name] = portal
        }
    }

    private mutating func hasRoom() -> Bool {
        guard let named, named.count >= Self.capacity else { return true }
        let open = named.filter { !$0.value.isDone }
        self.named = open
        return open.count < Self.capacity
    }

    /// Notes that a portal ran to its end.
    mutating func finish(_ name: UInt64) {
        if name == 0 { unnamed?.isDone = true } else { named?[name]?.isDone = true }
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
            return unnamed.flatMap { $0.isUncounted ? [$0] : nil } ?? []
        }
        let all = [unnamed].compactMap { $0 } + (named.map { Array($0.values) } ?? [])
        unnamed = nil
        named = nil
        return all.filter(\.isUncounted)
    }

    /// The query of a cursor that SQL declared.
    func cursor(_ name: UInt64) -> StatementIdentity? { cursors?[name] }

    /// Binds a cursor's name; returns false when there were too many, most of which ended with their transaction, and
    /// so all others were forgotten.
    mutating func declare(_ name: UInt64, _ query: StatementIdentity) -> Bool {
        let isFull = (cursors?.count ?? 0) >= Self.capacity && cursors?[name] == nil
        if isFull || cursors == nil { cursors = [:] }
        cursors![name] = query
        return !isFull
    }

    mutating func closeCursor(_ name: UInt64) { cursors?[name] = nil }

    mutating func closeAllCursors() { cursors = nil }
}
