import CFuzzer
import Glibc

// fuzz TARGET [libFuzzer's arguments]: what `scripts/fuzz` builds and runs.

/// The target of this run. libFuzzer calls back without a context, on this thread alone.
nonisolated(unsafe) var chosen = FuzzTarget.canary

guard CommandLine.arguments.count > 1, let target = FuzzTarget(rawValue: CommandLine.arguments[1]) else {
    print(FuzzTarget.allCases.map(\.rawValue).joined(separator: "\n"))
    exit(CommandLine.arguments.count > 1 ? 64 : 0)
}
chosen = target
var rest = [CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)
var count = Int32(rest.count)
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = .allocate(capacity: rest.count + 1)
for (place, word) in rest.enumerated() { words![place] = strdup(word) }
words![rest.count] = nil
exit(
    LLVMFuzzerRunDriver(&count, &words) { data, size in
        chosen.run(Array(UnsafeBufferPointer(start: data, count: size)))
        return 0
    })
