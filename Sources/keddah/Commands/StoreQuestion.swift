import Arguments
import Catalog
import ColumnStore
import Observations
import Platform
import Query

/// Asks a store and prints the answer.
enum StoreQuestion {
    static func answer(_ arguments: QueryArguments, _ invocation: Invocation) throws -> ExitStatus {
        let plan = try arguments.plan()
        let directory = try SharedOptions.storeDirectory(invocation)
        try flushSensor(directory)
        let reader = try StoreReader(directory: directory)
        let result = try QueryEngine.run(plan, reader: reader)
        if let damage = result.statistics.firstDamage {
            Terminal.writeError("keddah: left out \(result.statistics.blocksDamaged) damaged blocks: \(damage)\n")
        }
        var options = PrintOptions()
        options.isTerminal = Terminal.isTerminal
        if options.isTerminal { options.width = Terminal.width }
        options.normalizedSQL = normalizedSQL(result, directory)
        Terminal.write(result.printed(options))
        return .success
    }

    /// A sensor that runs writes what it has first, so that the answer is complete. One that cannot write answers too.
    private static func flushSensor(_ directory: String) throws {
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
