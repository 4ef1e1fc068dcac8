import Arguments
import Catalog
import ColumnStore
import Glibc
import Observations
import Platform
import Query

/// Asks a store and prints the answer.
struct StoreQuestion {
    let arguments: QueryArguments
    /// The file that the answer goes to; nil is standard output.
    var output: String?
    /// Who asks.
    var caller: String?
    /// Where the question is noted; nil notes it beside the store, if somebody calls.
    var log: String?

    init(arguments: QueryArguments) { self.arguments = arguments }

    func answer(_ invocation: Invocation) throws -> ExitStatus {
        let directory = try SharedOptions.storeDirectory(invocation)
        let result = try logged(directory) { try run(directory) }
        if let damage = result.statistics.firstDamage {
            Terminal.writeError("keddah: left out \(result.statistics.blocksDamaged) damaged blocks: \(damage)\n")
        }
        var options = PrintOptions()
        options.isTerminal = Terminal.isTerminal && output == nil
        if options.isTerminal { options.width = Terminal.width }
        options.normalizedSQL = Self.normalizedSQL(result, directory)
        if result.plan.format == .text, result.plan.resolution.isEnabled {
            options.hostNames = HostLookUp.names(in: result)
        }
        try write(result.printed(options))
        return .success
    }

    private func run(_ directory: String) throws -> QueryResult {
        let present = (try? StoreReader(directory: directory).tables()) ?? []
        let plan = try arguments.plan(present: present, resolve: HostLookUp.addresses(of:))
        try Self.flushSensor(directory)
        return try QueryEngine.run(plan, reader: try StoreReader(directory: directory))
    }

    private func write(_ text: String) throws {
        guard let output else { return Terminal.write(text) }
        try RegularFile.replace(output, with: Array(text.utf8))
    }

    /// Runs the query and notes how it went, also when it could not even begin.
    private func logged(_ directory: String, _ run: () throws -> QueryResult) throws -> QueryResult {
        guard let log = QueryLog(file: log, store: directory, caller: caller) else { return try run() }
        let outcome = Result { try run() }
        switch outcome {
        case .success(let result): try log.note(arguments, result, failure: nil)
        case .failure(let failure):
            do throws(SystemError) {
                try log.note(arguments, nil, failure: "\(failure)")
            } catch {
                Terminal.writeError("keddah: the query log was not written: \(error)\n")
            }
        }
        return try outcome.get()
    }

    /// A sensor that runs writes what it has first, so that the answer is complete. One that cannot write answers too.
    static func flushSensor(_ directory: String) throws {
        do {
            try ControlClient.flush(store: directory)
        } catch {
            Terminal.writeError("keddah: the sensor could not write everything that it observed: \(error)\n")
        }
    }

    private static func normalizedSQL(
        _ result: QueryResult, _ directory: String
    ) -> (@Sendable (UInt64) -> String?)? {
        guard
            let column = result.plan.dimensions.firstIndex(where: {
                result.plan.schema.columns[$0].format == .fingerprint
            })
        else { return nil }
        // Where there is nothing to find, it does not matter that a store of flows alone has no texts.
        if result.rows.isEmpty { return { _ in nil } }
        let fingerprints = result.rows.compactMap { row -> UInt64? in
            if case .unsigned(let fingerprint) = row.keys[column] { fingerprint } else { nil }
        }
        do {
            let catalog = try Catalog(path: StoreFiles.catalog(directory), mode: .readOnly)
            let texts = try catalog.normalized(fingerprints: fingerprints)
            return { $0 == 0 ? "(other)" : texts[$0] }
        } catch {
            Terminal.writeError("keddah: no SQL texts: \(error)\n")
            return nil
        }
    }
}
