/// Backend messages of protocol 3, made by hand.
package enum Backend {
    package static func complete(_ tag: String) -> [UInt8] { Frontend.message("C", Frontend.zeroed(tag)) }

    /// ReadyForQuery: `I` idle, `T` in a transaction, `E` in a failed one.
    package static func ready(_ state: Character = "I") -> [UInt8] { Frontend.message("Z", Array(state.utf8)) }

    package static func error(_ sqlstate: String, position: Int? = nil, severity: String = "ERROR") -> [UInt8] {
        var fields = [("S", severity), ("V", severity), ("C", sqlstate), ("M", "no")]
        if let position { fields.append(("P", "\(position)")) }
        return Frontend.message("E", fields.flatMap { Array($0.0.utf8) + Frontend.zeroed($0.1) } + [0])
    }

    package static func row(_ value: String) -> [UInt8] {
        Frontend.message("D", [0, 1] + Frontend.number(UInt32(value.utf8.count)) + Array(value.utf8))
    }

    package static let authenticated = Frontend.message("R", [0, 0, 0, 0])
    package static let parsed = Frontend.message("1")
    package static let bound = Frontend.message("2")
    package static let closed = Frontend.message("3")
    package static let suspended = Frontend.message("s")
    package static let empty = Frontend.message("I")
    package static let noData = Frontend.message("n")
    package static let parameterDescription = Frontend.message("t", [0, 0])
    package static let rowDescription = Frontend.message("T", [0, 0])
    package static let copyIn = Frontend.message("G", [0, 0, 0])
    package static let copyOut = Frontend.message("H", [0, 0, 0])
    package static let copyDone = Frontend.copyDone
    package static let functionResult = Frontend.message("V", [255, 255, 255, 255])
    package static let notice = Frontend.message("N", Array("SNOTICE".utf8) + [0, 0])
    package static let notification = Frontend.message("A", [0, 0, 0, 1] + Frontend.zeroed("c") + Frontend.zeroed("p"))

    package static func parameter(_ name: String, _ value: String) -> [UInt8] {
        Frontend.message("S", Frontend.zeroed(name) + Frontend.zeroed(value))
    }

    package static func copyData(_ text: String) -> [UInt8] { Frontend.copyData(text) }
}
