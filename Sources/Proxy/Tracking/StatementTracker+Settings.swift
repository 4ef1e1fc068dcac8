import Bytes
import Observations
import SQLText

extension StatementTracker {
    /// How many names an application may give itself in one session before it counts as `(other)`: a session that names
    /// itself anew all the time must not grow anything.
    private static let applicationLimit = 64

    /// The login succeeded: from now on statements count for these dimensions.
    mutating func begin(_ set: DimensionSet, _ loop: LoopObserver) {
        let number = loop.dimensions.acquire(set)
        attributes.dimensions = number
        // Sessions with equal dimensions share one object.
        identity = number == DimensionTable.otherID ? set : loop.dimensions[number]
    }

    /// Lets go of the dimensions when the session ends.
    mutating func end(_ loop: LoopObserver) {
        guard identity != nil else { return }
        loop.dimensions.release(attributes.dimensions)
        identity = nil
    }

    /// Follows the settings that the server reports by ParameterStatus.
    mutating func parameter(_ body: UnsafeRawBufferPointer, _ loop: LoopObserver) {
        var reader = ByteReader(Array(body))
        guard let name = try? reader.cString(), let bytes = try? reader.cString() else { return }
        let value = String(decoding: bytes, as: UTF8.self)
        switch String(decoding: name, as: UTF8.self) {
        case "application_name": rename(value, loop)
        case "client_encoding":
            attributes.encoding = value
            attributes.options.encoding = ClientEncoding(name: value)
        case "standard_conforming_strings": attributes.options.standardConformingStrings = value != "off"
        default: break
        }
    }

    private mutating func rename(_ application: String, _ loop: LoopObserver) {
        guard let current = identity, current.application != application else { return }
        renames += 1
        let kept = renames <= Self.applicationLimit ? application : DimensionSet.otherName
        let set = DimensionSet(
            proxy: current.proxy, client: current.client, user: current.user, database: current.database,
            application: kept)
        let previous = attributes.dimensions
        begin(set, loop)
        loop.dimensions.release(previous)
    }
}
