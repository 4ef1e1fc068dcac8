/// The manifests of a day that were damaged when others took their places. The blocks that they alone named are lost to
/// readers but not to those who repair files: as long as such a manifest is there, nothing that it may name is removed,
/// and readers go on saying that rows may be missing.
struct DamagedManifests {
    private let day: String
    private let disk: Disk
    private var sizes: [Int] = []

    /// Looks which there are.
    init(day: String, disk: Disk) throws(StoreError) {
        self.day = day
        self.disk = disk
        do throws(StoreError) {
            while true { sizes.append(try disk.open(path(sizes.count + 1), .read).size()) }
        } catch  where error.code == .gone {}
    }

    private func path(_ number: Int) -> String { StorePaths.damagedManifest(day, number: number) }

    var damage: [StoreDamage] {
        sizes.enumerated().map { index, size in
            StoreDamage(
                path(index + 1), 0, size, "blocks that only it named are missing; remove the file to give them up")
        }
    }

    /// Copies the day's manifest, before another takes its place; once, when a process is killed in between.
    func keepPresent() throws(StoreError) {
        let bytes = try disk.contents(of: StorePaths.manifest(day))
        if !sizes.isEmpty, try disk.contents(of: path(sizes.count)) == bytes { return }
        try disk.replace(path(sizes.count + 1), with: bytes, in: day)
    }
}
