import CPcap
import Glibc
import Observations
import Platform

/// What a lane's thread does: opens the interface, opens it again when it was lost, counts its packets.
final class LaneLoop {
    /// How often the status is published and what failed is handed over, in nanoseconds.
    private static let period: UInt64 = 250_000_000
    /// How long the wait is before the next try to open the interface, in nanoseconds.
    private static let retry: UInt64 = 500_000_000
    /// How long an old handle is read beside a new one at most, in nanoseconds.
    private static let overlapTime: UInt64 = 300_000_000
    /// Packets may be handed to us so many seconds after their time, without traffic to tell the time by.
    private static let lag: UInt64 = 2

    private enum Phase {
        case alone
        /// The handle is the old one of two.
        case old
        /// The handle is the new one of two.
        case new
    }

    private let lane: InterfaceLane
    private let queue: DeliveryQueue
    private let meter: FlowMeter
    private var options: LaneOptions
    /// What the handle was opened with, which is not what is asked for where that cannot be had.
    private var inForce: InterfaceOptions?
    private var status: InterfaceStatus
    /// What the sink was told last.
    private var told: InterfaceStatus
    private var handle: InterfaceHandle?
    private var phase = Phase.alone
    private var overlap = Overlap(at: 0)
    private var nextTry: UInt64 = 0
    /// The options asked for could not be had.
    private var hasRefusal = false
    private var nextPeriod: UInt64 = 0

    init(_ lane: InterfaceLane, _ options: LaneOptions, _ queue: DeliveryQueue) {
        self.lane = lane
        self.options = options
        self.queue = queue
        status = lane.status
        told = status
        let name = lane.name
        meter = FlowMeter(
            PacketParser(.ethernet), proxied: ProxiedPorts(options.proxied),
            probes: options.looksForProbes ? ProbeTracker() : nil, flowLimit: options.flowLimit, isComplete: false
        ) { table, step in queue.post(.step(iface: name, step: step, table)) }
    }

    func run() {
        while takeRequests() {
            if handle == nil, Clock.monotonic() >= nextTry { open() }
            waitForPackets()
            readPackets(rounds: 8)
            if Clock.monotonic() >= nextPeriod { keepUp() }
        }
        stop()
        lane.close()
    }

    /// Does what was asked, all of what came with the request to end included; false for that.
    private func takeRequests() -> Bool {
        var isAsked = true
        for request in lane.takeRequests() where !take(request) { isAsked = false }
        return isAsked
    }

    /// False when that is to end.
    private func take(_ request: InterfaceLane.Request) -> Bool {
        switch request {
        case .update(let options): update(options)
        case .handOver(let done):
            handOver()
            done?.give(())
        case .flows(let answer):
            answer.give(FlowRows.records(of: meter.table, step: meter.step, iface: lane.name))
        case .stop: return false
        }
        return true
    }

    private func stop() {
        // What the kernel has not given out yet is part of it: two ticks of its timer may pass before it does.
        let deadline = Clock.monotonic() + UInt64(InterfaceHandle.timeout) * 2_500_000
        while let handle, Clock.monotonic() < deadline {
            var watched = pollfd(fd: handle.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&watched, 1, InterfaceHandle.timeout / 4)
            readPackets(rounds: 8)
        }
        takeStatistics()
        handle = nil
        handOver()
        meter.turn(to: meter.step)
        queue.post(.end(iface: lane.name))
        publish()
    }

    private func waitForPackets() {
        var watched = [
            pollfd(fd: lane.wakeup.descriptor.number, events: Int16(POLLIN), revents: 0),
            // A negative descriptor is passed over.
            pollfd(fd: handle?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        poll(&watched, 2, handle == nil ? 100 : 250)
        if watched[0].revents != 0 { lane.wakeup.clear() }
    }

    private func readPackets(rounds: Int) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        for _ in 0..<rounds {
            guard let handle else { return }
            let count = handle.dispatch(onPacket, context)
            if count == 0 { return }
            if count < 0 { return lose(handle.lastError) }
        }
    }

    /// Counts a packet.
    @inline(__always)
    fileprivate func count(_ header: UnsafePointer<pcap_pkthdr>, _ bytes: UnsafePointer<UInt8>) {
        if phase != .alone, !isToBeCounted(header, bytes) { return }
        meter.count(
            UnsafeRawPointer(bytes), captured: Int(header.pointee.caplen), length: Int(header.pointee.len),
            second: UInt64(truncatingIfNeeded: header.pointee.ts.tv_sec))
    }

    @inline(never)
    private func isToBeCounted(_ header: UnsafePointer<pcap_pkthdr>, _ bytes: UnsafePointer<UInt8>) -> Bool {
        let time = UInt64(header.pointee.ts.tv_sec) * 1_000_000 + UInt64(header.pointee.ts.tv_usec)
        let frame = UnsafeRawBufferPointer(start: bytes, count: Int(header.pointee.caplen))
        if phase == .old { return overlap.takesOld(time, frame) }
        if let verdict = overlap.takesNew(time, frame) { return verdict }
        phase = .alone
        overlap = Overlap(at: 0)
        return true
    }

    private func open() {
        do throws(CaptureError) {
            start(try InterfaceHandle(lane.name, options.interface))
        } catch {
            nextTry = Clock.monotonic() + Self.retry
            fail(error)
        }
    }

    private func start(_ handle: InterfaceHandle) {
        self.handle = handle
        inForce = options.interface
        configureParser(handle)
        status.state = .capturing
        status.linkType = handle.linkType.name
        status.lastError = nil
        hasRefusal = false
        status.opened += 1
        publish()
    }

    private func configureParser(_ handle: InterfaceHandle) {
        meter.parser = PacketParser(
            handle.linkType, ignoresVLANs: options.interface.ignoresVLANs,
            ownAddress: InterfaceName.hardwareAddress(lane.name))
    }

    private func fail(_ error: CaptureError) {
        status.state =
            switch error.code {
            case .noInterface: .waiting
            case .interfaceDown: .down
            default: .failed
            }
        status.lastError = error.message
        publish()
    }

    /// The interface has gone or is down: it is opened again as soon as it can be.
    private func lose(_ reason: String) {
        takeStatistics()
        handle = nil
        phase = .alone
        nextTry = Clock.monotonic() + Self.retry
        let isThere = InterfaceName.all().contains(lane.name)
        fail(CaptureError(isThere ? .interfaceDown : .noInterface, "\(lane.name): \(reason)"))
    }

    private func update(_ new: LaneOptions) {
        options = new
        meter.flowLimit = new.flowLimit
        meter.proxied = ProxiedPorts(new.proxied)
        if new.looksForProbes != (meter.probes != nil) { meter.probes = new.looksForProbes ? ProbeTracker() : nil }
        nextTry = 0
        guard let handle else { return }
        configureParser(handle)
        renew()
    }

    /// Opens the interface anew where it was opened with other options than those asked for.
    private func renew() {
        guard let handle, var same = inForce else { return }
        same.ignoresVLANs = options.interface.ignoresVLANs
        if same != options.interface {
            if Clock.monotonic() >= nextTry { replace(handle) }
        } else if hasRefusal {
            // What could not be had is not asked for any more.
            hasRefusal = false
            status.lastError = nil
            publish()
        }
    }

    /// Opens the interface by new options before the old handle is let go, and counts each packet once.
    private func replace(_ old: InterfaceHandle) {
        let new: InterfaceHandle
        do throws(CaptureError) {
            new = try InterfaceHandle(lane.name, options.interface)
        } catch {
            nextTry = Clock.monotonic() + Self.retry
            hasRefusal = true
            status.lastError = "\(error.message); it is captured as before the change"
            return publish()
        }
        overlap = Overlap(at: Clock.wall())
        phase = .old
        let deadline = Clock.monotonic() + Self.overlapTime
        while !overlap.isOver, handle != nil, Clock.monotonic() < deadline {
            var watched = pollfd(fd: old.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&watched, 1, 10)
            readPackets(rounds: 1)
        }
        takeStatistics()
        phase = .new
        start(new)
    }

    /// Hands over what changed in the open step, and what failed.
    private func handOver() {
        let changes = meter.table.takeChanges()
        if !changes.isEmpty {
            queue.post(.changes(iface: lane.name, step: meter.step, seed: meter.table.seed, changes))
        }
        handProbesOver()
        publish()
    }

    private func handProbesOver() {
        if let failed = meter.probes?.takeFailed(), !failed.isEmpty { queue.post(.probes(failed, of: lane)) }
    }

    private func keepUp() {
        nextPeriod = Clock.monotonic() + Self.period
        let now = Clock.seconds() - Self.lag
        if now > meter.second { meter.advance(to: now) }
        handProbesOver()
        takeStatistics()
        watchLink()
        renew()
        publish()
    }

    /// An interface that is down keeps its handle, which has packets again when it is up.
    private func watchLink() {
        guard handle != nil else { return }
        let isUp = InterfaceName.isUp(lane.name)
        if isUp == (status.state == .capturing) { return }
        status.state = isUp ? .capturing : .down
        status.lastError = isUp ? nil : "the interface \(lane.name) is down"
    }

    private func takeStatistics() {
        guard let counted = handle?.takeStatistics() else { return }
        status.received += counted.received
        status.dropped += counted.dropped
        status.droppedByInterface += counted.droppedByInterface
    }

    private func publish() {
        status.counts = meter.counts
        status.counts.lostAttempts = meter.probes?.lost ?? 0
        status.flows = meter.table.count
        lane.publish(status)
        guard (status.state, status.lastError) != (told.state, told.lastError) else { return }
        told = status
        queue.post(.interface(status))
    }
}

/// libpcap's callback; the context is the loop, which is there as long as libpcap reads.
private let onPacket: pcap_handler = { context, header, bytes in
    Unmanaged<LaneLoop>.fromOpaque(context!)._withUnsafeGuaranteedRef { $0.count(header!, bytes!) }
}
