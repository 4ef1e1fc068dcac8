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
    /// An interface began or ceased to be captured, or something else went wrong with it than before.
    func interface(_ status: InterfaceStatus)
}

extension CaptureSink {
    /// Nothing: files have no interfaces that come and go.
    public func interface(_ status: InterfaceStatus) {}
}
