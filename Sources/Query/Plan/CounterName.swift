/// A counter's name cut in what it counts and in which direction: `bytes_in` is `bytes`, `in`.
struct CounterName {
    let group: String
    let direction: String?

    init(_ name: String) {
        guard let cut = name.lastIndex(of: "_") else {
            group = name
            direction = nil
            return
        }
        group = String(name[..<cut])
        direction = String(name[name.index(after: cut)...])
    }
}
