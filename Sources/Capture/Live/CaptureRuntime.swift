public import Observations

/// Captures interfaces, each on a thread of its own, and tells a sink what their packets amount to.
public final class CaptureRuntime: Sendable {
    /// A runtime that captures nothing before `start`.
    public init(options: CaptureOptions, sink: any CaptureSink) {}

    /// What is wrong with options: filters and patterns that are not understood, interfaces that are not there. Only
    /// the latter do not keep a runtime from starting, which waits for them.
    public static func problems(of options: CaptureOptions) -> [CaptureError] { [] }

    /// Starts capturing.
    /// - Throws: `CaptureError` for a filter or pattern that is not understood, or when the system has no more threads.
    public func start() throws(CaptureError) {}

    /// Captures by new options from now on; what they leave as it was goes on undisturbed, and no packet is lost or
    /// counted twice.
    /// - Throws: `CaptureError` for a filter or pattern that is not understood; the old options stay in force.
    public func update(_ options: CaptureOptions) throws(CaptureError) {}

    /// Tells the sink all flows and attempts so far, the steps that are open included; returns when that is done.
    public func flush() {}

    /// Every interface's state, by name.
    public var status: [InterfaceStatus] { [] }

    /// The flows of an interface's open step with all of their packets, told to the sink or not; nil when the interface
    /// is not captured.
    public func flows(of iface: String) -> [FlowRecord]? { nil }

    /// Stops capturing: tells the sink what is left, and returns when that is done.
    public func stop() {}
}
