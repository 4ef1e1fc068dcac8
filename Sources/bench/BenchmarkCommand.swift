/// Chooses what the `bench` program does by its first argument.
enum BenchmarkCommand {
    static func run(_ arguments: [String]) {
        switch arguments.first {
        case "scanner": ScannerBenchmark.run(smoke: arguments.contains("--smoke"))
        case "fingerprint-oracle": FingerprintOracle.run(directories: Array(arguments.dropFirst()))
        default: print("usage: bench scanner [--smoke] | bench fingerprint-oracle DIRECTORY...")
        }
    }
}
