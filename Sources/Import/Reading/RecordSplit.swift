import Glibc

/// Finds where records end without reading their fields: a line end within quotes ends none.
enum RecordSplit {
    /// The place behind the last line end of `bytes`, which begin with a record, that ends one; 0 when there is none.
    static func lastEnd(_ bytes: ArraySlice<UInt8>) -> Int {
        guard let quote = first(0x22, in: bytes) else {
            return bytes.lastIndex(of: 0x0a).map { $0 + 1 - bytes.startIndex } ?? 0
        }
        var end = bytes[..<quote].lastIndex(of: 0x0a).map { $0 + 1 } ?? bytes.startIndex
        // Quotes open and close in turn; a doubled one closes and opens again.
        var opening = quote
        while let closing = first(0x22, in: bytes[(opening + 1)...]) {
            let rest = bytes[(closing + 1)...]
            let next = first(0x22, in: rest)
            if let line = rest[..<(next ?? bytes.endIndex)].lastIndex(of: 0x0a) { end = line + 1 }
            guard let next else { break }
            opening = next
        }
        return end - bytes.startIndex
    }

    /// The place behind the first line end that ends a record; nil when there is none.
    static func firstEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        var isQuoted = false
        for place in bytes.indices {
            if bytes[place] == 0x22 { isQuoted.toggle() }
            if bytes[place] == 0x0a && !isQuoted { return place + 1 }
        }
        return nil
    }

    private static func first(_ byte: UInt8, in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, let found = memchr(base, Int32(byte), buffer.count) else { return nil }
            return bytes.startIndex + (UnsafeRawPointer(found) - base)
        }
    }
}
