/// What stands before the rows of a file.
struct FileHeader {
    /// The names of the columns.
    let names: [String]
    /// The line of the names, nil when they were given.
    let line: Int?
    /// How many bytes and lines come before the first row.
    let length: Int
    let lines: Int

    /// Reads the beginning of a file: lines that begin with `#` are left out, unless it is goConvert's `# HEADER:`; the
    /// first other line has the names, unless they are given.
    init(_ bytes: [UInt8], given: [String]?) throws(ImportError) {
        var place = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        var lines = 0
        while place < bytes.count {
            let end = RecordSplit.firstEnd(bytes[place...]) ?? bytes.count
            let text = Self.trimmed(bytes[place..<end])
            if text.isEmpty || text.first == 0x23 {
                lines += 1
                if let fields = Self.headerComment(text) {
                    // goConvert lets --schema win too.
                    let names: [String]
                    if let given { names = given } else { names = try Self.names(fields, line: lines) }
                    self.init(names: names, line: given == nil ? lines : nil, length: end, lines: lines)
                    return
                }
                place = end
                continue
            }
            let height = bytes[place..<end].count { $0 == 0x0a }
            guard let given else {
                let names = try Self.names(text, line: lines + 1)
                self.init(names: names, line: lines + 1, length: end, lines: lines + max(1, height))
                return
            }
            let isHeader = (try? Self.names(text, line: nil)).map { Self.folded($0) == Self.folded(given) } ?? false
            self.init(
                names: given, line: nil, length: isHeader ? end : place,
                lines: isHeader ? lines + max(1, height) : lines)
            return
        }
        guard let given else {
            throw ImportError("the file is empty: there is not even a line with the columns' names")
        }
        self.init(names: given, line: nil, length: bytes.count, lines: lines)
    }

    private init(names: [String], line: Int?, length: Int, lines: Int) {
        self.names = names
        self.line = line
        self.length = length
        self.lines = lines
    }

    /// Reads a list of names as a line of a file has it.
    static func names(_ text: ArraySlice<UInt8>, line: Int?) throws(ImportError) -> [String] {
        let bytes = Array(text)
        var names: [String] = []
        var place = 0
        while true {
            let field: Field
            do throws(FieldFailure) {
                field = try Field.next(bytes.span, &place)
            } catch {
                throw ImportError(line: line, error.rawValue)
            }
            guard let name = String(validating: trimmed(field.value(bytes.span)[...]), as: UTF8.self) else {
                throw ImportError(line: line, "the names of the columns are no UTF-8")
            }
            names.append(name)
            guard place < bytes.count, bytes[place] == 0x2c else { return names }
            place += 1
        }
    }

    private static func folded(_ names: [String]) -> [String] { names.map { $0.lowercased() } }

    private static let keyword = Array("header:".utf8)

    /// The names after `# HEADER:`.
    private static func headerComment(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let rest = trimmed(text.dropFirst())
        guard rest.count > keyword.count, rest.prefix(keyword.count).map({ $0 | 0x20 }) == keyword.map({ $0 | 0x20 })
        else { return nil }
        return trimmed(rest.dropFirst(keyword.count))
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        var rest = bytes.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}
