/// The least and greatest of some integers; 0 and the greatest possible where nothing is known.
struct ValueBounds: Equatable, Sendable {
    var least: UInt64
    var greatest: UInt64

    static let unknown = ValueBounds(least: 0, greatest: .max)

    init(least: UInt64, greatest: UInt64) {
        self.least = least
        self.greatest = greatest
    }

    init(_ values: [UInt64]) {
        guard var least = values.first else {
            self = .unknown
            return
        }
        var greatest = least
        for value in values {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        self.init(least: least, greatest: greatest)
    }
}
