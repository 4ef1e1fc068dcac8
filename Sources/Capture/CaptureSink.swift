public import Observations

/// Who is told what packets amount to. The methods are called one at a time, on a thread that no packet waits for; they
/// should only put aside what they are given.
public protocol CaptureSink: Sendable {
    /// Rows of the flows table; equal keys add up.
    func flows(_ records: [FlowRecord])
    /// Rows of the ports table; equal keys add up.
    func ports(_ attempts: [PortAttempt])
    /// A port scan began, grew or ended.
    func scan(_ scan: PortScan)
}
