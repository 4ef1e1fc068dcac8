/// The names, in the table of commands, of values that the program completes itself.
enum CompletionKinds {
    static let table = "table"
    static let columns = "columns"
    static let moreColumns = "more columns"
    static let condition = "condition"
    static let sort = "sort"
    static let interfaces = "interfaces"
}
