/// What went wrong with the store, where, and what to do about it.
public struct StoreError: Error, Sendable, Equatable {
    /// The kinds of trouble that callers treat differently.
    public enum Code: Sendable, Equatable {
        /// The directory cannot be read or written.
        case access
        /// The disk is full (ENOSPC, EDQUOT).
        case full
        /// A newer version of the program wrote the store.
        case newerVersion
        /// A file is torn or damaged.
        case corrupt
        /// Another process writes to the store.
        case locked
        /// The directory is no store.
        case notAStore
        /// Retention removed the piece while it was read.
        case gone
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

extension StoreError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
