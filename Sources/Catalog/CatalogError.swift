/// What went wrong with the catalog, where, and what to do about it.
public struct CatalogError: Error, Sendable, Equatable {
    /// The kinds of trouble that callers treat differently.
    public enum Code: Sendable, Equatable {
        /// The file cannot be opened, read or written.
        case access
        /// The disk is full.
        case full
        /// The file is damaged, or no catalog.
        case corrupt
        /// A newer version of the program wrote it.
        case newerVersion
        /// Another process holds it for longer than a writer may.
        case busy
    }

    /// The kind of trouble.
    public let code: Code
    /// What was wrong and what to do, naming the file.
    public let message: String

    /// Describes trouble.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension CatalogError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
