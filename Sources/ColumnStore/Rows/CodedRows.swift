/// Rows by the code of one of their columns: sums a code, one column after another.
struct CodedRows {
    let codes: ArraySlice<UInt32>
    /// One more than the greatest code there may be.
    let domain: Int

    /// How many rows each code has.
    var counts: [Int] {
        var counts = [Int](repeating: 0, count: domain)
        for code in codes { counts[Int(code)] += 1 }
        return counts
    }

    /// The sum of each code's values; one that does not fit stays at the greatest value.
    func sums(of values: ArraySlice<UInt64>) -> [UInt64] {
        precondition(values.count == codes.count)
        var sums = [UInt64](repeating: 0, count: domain)
        for (code, value) in zip(codes, values) {
            let (sum, overflow) = sums[Int(code)].addingReportingOverflow(value)
            sums[Int(code)] = overflow ? .max : sum
        }
        return sums
    }

    /// The least and the greatest of each code's values.
    func bounds(of values: ArraySlice<UInt32>) -> (least: [UInt32], greatest: [UInt32]) {
        precondition(values.count == codes.count)
        var least = [UInt32](repeating: .max, count: domain)
        var greatest = [UInt32](repeating: 0, count: domain)
        for (code, value) in zip(codes, values) {
            least[Int(code)] = min(least[Int(code)], value)
            greatest[Int(code)] = max(greatest[Int(code)], value)
        }
        return (least, greatest)
    }
}
