/// What is fed with inputs that nobody chose.
enum FuzzTarget: String, CaseIterable {
    /// Cutting streams into messages, and putting messages of a login together.
    case framer
    /// The first packets of a connection: start-up, cancel, requests for encryption.
    case startup
    /// Authentication requests, offers of mechanisms, a client's choice.
    case authentication
    /// ErrorResponse and command tags.
    case answers
    /// Both directions of a session, as the sensor follows them.
    case tracker
    /// Both sides of SCRAM, verifiers, lists of users.
    case scram
    /// Packets of every link type.
    case packet
    /// Capture files.
    case captureFile = "capture-file"
    /// Conditions, and their completion.
    case condition
    /// Columns of blocks, frames of logs and manifests.
    case blocks
    /// Files of comma-separated values.
    case csv
    /// Fails on an input that has to be found, so that the search itself is seen to work.
    case canary

    func run(_ input: [UInt8]) {
        switch self {
        case .framer: FramerTarget.run(input)
        case .startup: StartupTarget.run(input)
        case .authentication: AuthenticationTarget.run(input)
        case .answers: AnswersTarget.run(input)
        case .tracker: TrackerTarget.run(input)
        case .scram: ScramTarget.run(input)
        case .packet: PacketTarget.run(input)
        case .captureFile: CaptureFileTarget.run(input)
        case .condition: ConditionTarget.run(input)
        case .blocks: BlocksTarget.run(input)
        case .csv: CSVTarget.run(input)
        case .canary: CanaryTarget.run(input)
        }
    }
}

/// Ends the process when something does not hold; libFuzzer then keeps the input.
func hold(_ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String) {
    if !condition() { fatalError("does not hold: \(message())") }
}

/// Gives bytes a memory of exactly their size, so that whoever reads beyond them is caught.
func exactly(_ bytes: some Collection<UInt8>, _ body: (UnsafeRawBufferPointer) -> Void) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { memory.deallocate() }
    memory.copyBytes(from: bytes)
    body(UnsafeRawBufferPointer(memory))
}
