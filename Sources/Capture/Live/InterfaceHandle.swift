import CPcap
import Glibc

/// An open interface: libpcap's handle on the kernel's ring of its packets.
final class InterfaceHandle {
    /// The kernel gives packets to us at the latest after so many milliseconds.
    static let timeout: Int32 = 40
    /// So many packets are taken at most before somebody else has a turn.
    private static let batch: Int32 = 8192
    /// What is read of a packet behind its frame's header: IP, extension headers, TCP, and what ICMP quotes.
    private static let headers = 192

    let linkType: LinkType
    let descriptor: Int32
    private let handle: OpaquePointer
    private var lastStatistics = pcap_stat()

    /// What the kernel counted since the last time it was asked.
    struct Statistics {
        let received: UInt64
        let dropped: UInt64
        let droppedByInterface: UInt64
    }

    init(_ name: String, _ options: InterfaceOptions) throws(CaptureError) {
        var reason = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_create(name, &reason) else {
            let words = String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw CaptureError(.system, "\(name): \(words)")
        }
        do throws(CaptureError) {
            linkType = try Self.activate(handle, name, options)
        } catch {
            pcap_close(handle)
            throw error
        }
        self.handle = handle
        descriptor = pcap_get_selectable_fd(handle)
    }

    deinit { pcap_close(handle) }

    private static func activate(
        _ handle: OpaquePointer, _ name: String, _ options: InterfaceOptions
    ) throws(CaptureError) -> LinkType {
        pcap_set_snaplen(handle, Int32(headers + 64))
        pcap_set_promisc(handle, options.isPromiscuous ? 1 : 0)
        pcap_set_timeout(handle, timeout)
        pcap_set_buffer_size(handle, Int32(clamping: options.bufferSize))
        let code = pcap_activate(handle)
        // Warnings, such as that promiscuous mode is not there, are above 0.
        guard code >= 0 else { throw failure(code, name, handle) }
        let number = UInt32(bitPattern: pcap_datalink(handle))
        guard let linkType = LinkType(number: number) else {
            let kind = pcap_datalink_val_to_name(Int32(bitPattern: number)).map { String(cString: $0) } ?? "\(number)"
            throw CaptureError(.linkType, "\(name): frames of the kind \(kind) are not understood")
        }
        if let filter = options.filter { try PacketFilter(filter, handle).attach(to: handle) }
        var reason = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard pcap_setnonblock(handle, 1, &reason) == 0 else {
            throw CaptureError(.system, "\(name): \(pcapText(handle))")
        }
        return linkType
    }

    private static func failure(_ code: Int32, _ name: String, _ handle: OpaquePointer) -> CaptureError {
        switch code {
        case PCAP_ERROR_NO_SUCH_DEVICE: CaptureError(.noInterface, "there is no interface \(name)")
        case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED:
            CaptureError(
                .notPermitted,
                "capturing \(name) is not permitted: be root, or give the program the capability CAP_NET_RAW "
                    + "(setcap cap_net_raw+ep, or AmbientCapabilities=CAP_NET_RAW)")
        case PCAP_ERROR_IFACE_NOT_UP: CaptureError(.interfaceDown, "the interface \(name) is down")
        default: CaptureError(.system, "\(name): \(pcapText(handle))")
        }
    }

    /// Gives the packets that are there to `callback`; how many there were, or a negative number when the interface is
    /// lost.
    func dispatch(_ callback: pcap_handler, _ context: UnsafeMutableRawPointer) -> Int32 {
        pcap_dispatch(handle, Self.batch, callback, context.assumingMemoryBound(to: UInt8.self))
    }

    /// Why the interface is lost.
    var lastError: String { pcapText(handle) }

    /// What the kernel counted since the last call.
    func takeStatistics() -> Statistics {
        var now = pcap_stat()
        guard pcap_stats(handle, &now) == 0 else { return Statistics(received: 0, dropped: 0, droppedByInterface: 0) }
        defer { lastStatistics = now }
        // The counters have 32 bits and begin again.
        return Statistics(
            received: UInt64(now.ps_recv &- lastStatistics.ps_recv),
            dropped: UInt64(now.ps_drop &- lastStatistics.ps_drop),
            droppedByInterface: UInt64(now.ps_ifdrop &- lastStatistics.ps_ifdrop))
    }
}
