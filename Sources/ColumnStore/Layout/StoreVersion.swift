/// The file that makes a directory a store and tells which version of the format it has.
enum StoreVersion {
    /// The version that this program writes; it reads all from 1 on.
    static let current = 2
    private static let prefix = "keddah store "

    static var contents: [UInt8] { Array("\(prefix)\(current)\n".utf8) }

    /// Makes a directory a store, and one of an earlier version a store of the current one, before anything is written
    /// that programs which know the earlier one only would take for damage.
    static func establish(_ paths: StorePaths, disk: Disk) throws(StoreError) {
        do throws(StoreError) {
            if try check(paths, disk: disk) == current { return }
        } catch  where error.code == .notAStore {}
        try disk.replace(paths.version, with: contents, in: paths.root)
    }

    /// The version of a store; refuses what is no store, and what a newer program wrote.
    @discardableResult
    static func check(_ paths: StorePaths, disk: Disk) throws(StoreError) -> Int {
        let bytes: [UInt8]
        do throws(StoreError) {
            bytes = try disk.contents(of: paths.version)
        } catch  where error.code == .gone {
            throw StoreError(
                .notAStore, "\(paths.root) is no store (no file named version): a sensor makes one when it starts")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix(prefix), text.hasSuffix("\n"), let version = Int(text.dropFirst(prefix.count).dropLast()),
            version >= 1
        else {
            throw StoreError(.corrupt, "\(paths.version) is damaged: it should read \"\(prefix)\(current)\"")
        }
        guard version <= current else {
            throw StoreError(
                .newerVersion,
                "\(paths.root) has version \(version) of the store's format, this program knows up to \(current); "
                    + "use a newer program")
        }
        return version
    }
}
