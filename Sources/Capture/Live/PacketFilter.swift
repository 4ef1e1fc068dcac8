import CPcap

/// A filter in libpcap's language, compiled for one kind of frames.
///
/// Only `deinit` changes it, so that it may go between threads.
final class PacketFilter: @unchecked Sendable {
    private let program: UnsafeMutablePointer<bpf_program>

    /// Compiles a filter to be run here, over the packets of a file.
    convenience init(_ text: String, linkType: LinkType) throws(CaptureError) {
        let number = linkType == .raw ? DLT_RAW : Int32(linkType.rawValue)
        guard let handle = pcap_open_dead(number, 262_144) else {
            throw CaptureError(.system, "libpcap has no memory for a filter")
        }
        defer { pcap_close(handle) }
        try self.init(text, handle)
    }

    /// Compiles a filter for an open interface.
    init(_ text: String, _ handle: OpaquePointer) throws(CaptureError) {
        let program = UnsafeMutablePointer<bpf_program>.allocate(capacity: 1)
        program.initialize(to: bpf_program())
        // PCAP_NETMASK_UNKNOWN, which Swift does not see.
        guard pcap_compile(handle, program, text, 1, 0xffff_ffff) == 0 else {
            program.deallocate()
            throw CaptureError(.filter, "the filter \"\(text)\" is not understood: \(pcapText(handle))")
        }
        self.program = program
    }

    deinit {
        pcap_freecode(program)
        program.deallocate()
    }

    /// Whether a packet passes.
    @inline(__always)
    func passes(_ frame: UnsafeRawPointer, captured: Int, length: Int) -> Bool {
        var header = pcap_pkthdr()
        header.caplen = bpf_u_int32(truncatingIfNeeded: captured)
        header.len = bpf_u_int32(truncatingIfNeeded: length)
        return pcap_offline_filter(program, &header, frame.assumingMemoryBound(to: UInt8.self)) != 0
    }

    /// Puts the filter into the kernel, before an interface's packets.
    func attach(to handle: OpaquePointer) throws(CaptureError) {
        guard pcap_setfilter(handle, program) == 0 else {
            throw CaptureError(.system, "the filter cannot be set: \(pcapText(handle))")
        }
    }

    /// What is wrong with a filter, nil when nothing is. The kind of frames is not known yet: Ethernet is the usual
    /// one.
    static func problem(_ text: String) -> CaptureError? {
        do throws(CaptureError) {
            _ = try PacketFilter(text, linkType: .ethernet)
            return nil
        } catch {
            return error
        }
    }
}

/// libpcap's words for the last error of a handle.
func pcapText(_ handle: OpaquePointer) -> String {
    pcap_geterr(handle).map { String(cString: $0) } ?? "no reason given"
}
