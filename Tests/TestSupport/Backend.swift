/// Backend messages of protocol 3, made by hand.
public enum Backend {
    public static func complete(_ tag: String) -> [UInt8] { Frontend.message("C", Frontend.zeroed(tag)) }

    /// ReadyForQuery: `I` idle, `T` in a transaction, `E` in a failed one.
    public static func ready(_ state: Character = "I") -> [UInt8] { Frontend.message("Z", Array(state.utf8)) }

    public static func error(_ sqlstate: String, position: Int? = nil, severity: String = "ERROR") -> [UInt8] {
        var fields = [("S", severity), ("V", severity), ("C", sqlstate), ("M", "no")]
        if let position { fields.append(("P", "\(position)")) }
        return Frontend.message("E", fields.flatMap { Array($0.0.utf8) + Frontend.zeroed($0.1) } + [0])
    }

    public static func row(_ value: String) -> [UInt8] {
        Frontend.message("D", [0, 1] + Frontend.number(UInt32(value.utf8.count)) + Array(value.utf8))
    }

    public static let parsed = Frontend.message("1")
    public static let bound = Frontend.message("2")
    public static let closed = Frontend.message("3")
    public static let suspended = Frontend.message("s")
    public static let empty = Frontend.message("I")
    public static let noData = Frontend.message("n")
    public static let parameterDescription = Frontend.message("t", [0, 0])
    public static let rowDescription = Frontend.message("T", [0, 0])
    public static let copyIn = Frontend.message("G", [0, 0, 0])
    public static let copyOut = Frontend.message("H", [0, 0, 0])
    public static let copyDone = Frontend.copyDone
    public static let functionResult = Frontend.message("V", [255, 255, 255, 255])
    public static let notice = Frontend.message("N", Array("SNOTICE".utf8) + [0, 0])
    public static let notification = Frontend.message("A", [0, 0, 0, 1] + Frontend.zeroed("c") + Frontend.zeroed("p"))

    public static func parameter(_ name: String, _ value: String) -> [UInt8] {
        Frontend.message("S", Frontend.zeroed(name) + Frontend.zeroed(value))
    }

    public static func copyData(_ text: String) -> [UInt8] { Frontend.copyData(text) }
}
