import Observations

/// Builds a string column: each distinct text once.
struct StringColumnBuilder {
    private var codes: [UInt32] = []
    private var dictionary: [String] = []
    private var numbers: [String: UInt32] = [:]

    mutating func append(_ text: String) {
        if let last = codes.last, dictionary[Int(last)] == text {
            codes.append(last)
            return
        }
        if let number = numbers[text] {
            codes.append(number)
            return
        }
        let number = UInt32(dictionary.count)
        dictionary.append(text)
        numbers[text] = number
        codes.append(number)
    }

    var vector: ColumnVector { .strings(codes: codes, dictionary: dictionary) }
}
