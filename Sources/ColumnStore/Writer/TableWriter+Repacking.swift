import Observations

extension TableWriter {
    /// Packs days before `day` anew, about so many rows of them; tells whether there is more to do.
    func repack(before day: Day, rows: Int) throws(StoreError) -> Bool {
        if let (repacked, work) = repacking {
            do throws(StoreError) {
                guard try work.advance(rows: rows) else { return true }
                repacking = nil
                packedDays.insert(repacked)
            } catch {
                work.abandon()
                repacking = nil
                // Retention may remove a day meanwhile; other trouble may be over when this is tried again.
                if error.code != .gone { throw error }
            }
            return true
        }
        for name in try disk.names(in: paths.table(schema.name)) {
            guard let found = Day(name: name), found < day, !packedDays.contains(found) else { continue }
            let path = paths.day(schema.name, found)
            if let work = try DayRepacking(schema, day: path, disk: disk, compressor: compressor) {
                repacking = (found, work)
                return true
            }
            packedDays.insert(found)
        }
        return false
    }
}
