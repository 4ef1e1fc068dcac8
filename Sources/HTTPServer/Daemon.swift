import CMicrohttpd
import Glibc
import Platform

/// MHD's daemon for one listening socket: its thread polls, and calls what is below.
final class Daemon {
    private let handle: OpaquePointer
    private let core: Unmanaged<HTTPServerCore>
    /// PEM texts, which MHD does not copy.
    private let identity: [UnsafeMutablePointer<CChar>]

    /// Serves what connects to a socket.
    init(_ socket: consuming Socket, _ core: HTTPServerCore) throws(HTTPServerError) {
        let address = socket.localAddress
        self.core = Unmanaged.passRetained(core)
        identity = core.options.identity.map { [strdup($0.certificate), strdup($0.key)] } ?? []
        let descriptor = socket.release()
        var settings = keddah_http_settings()
        settings.listen_socket = descriptor
        settings.connection_limit = UInt32(clamping: core.options.connections)
        settings.address_limit = UInt32(clamping: core.options.connectionsPerAddress)
        settings.idle_seconds = UInt32(clamping: max(1, core.options.headerTimeout / 1_000_000_000 * 2))
        // Room for a header that is too large, so that its sender learns it, and for the answer's.
        settings.memory_limit = core.options.headerBytes * 8
        settings.certificate = identity.first.map { UnsafePointer($0) }
        settings.key = identity.last.map { UnsafePointer($0) }
        settings.context = self.core.toOpaque()
        settings.request = Self.request
        settings.completed = Self.completed
        settings.connection = Self.connection
        settings.target = Self.target
        guard let handle = keddah_http_start(&settings) else {
            close(descriptor)
            for text in identity { free(text) }
            self.core.release()
            throw HTTPServerError(
                core.options.identity == nil
                    ? "cannot serve HTTP on \(address.map(\.description) ?? "a socket")"
                    : "cannot serve HTTPS: the certificate and the key do not fit, or are no PEM")
        }
        self.handle = handle
    }

    /// Closes the listening socket and all connections; nothing may sleep any more.
    deinit {
        MHD_stop_daemon(handle)
        for text in identity { free(text) }
        core.release()
    }

    // MARK: what MHD calls

    private static func core(_ context: UnsafeMutableRawPointer?) -> HTTPServerCore {
        Unmanaged<HTTPServerCore>.fromOpaque(context!).takeUnretainedValue()
    }

    /// The first line of a request is there.
    private static let target:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? = {
            context, target, connection in
            let core = core(context)
            let exchange = Exchange(
                Connection(handle: connection!), target: target.map { String(cString: $0) } ?? "", core)
            keddah_http_hide_query(target)
            core.begin(exchange)
            return Unmanaged.passRetained(exchange).toOpaque()
        }

    private static let request: MHD_AccessHandlerCallback = { _, _, _, method, _, data, size, state in
        let exchange = Unmanaged<Exchange>.fromOpaque(state!.pointee!).takeUnretainedValue()
        let bytes = UnsafeRawBufferPointer(start: data, count: size!.pointee)
        size!.pointee = 0
        return exchange.proceed(method: method.map { String(cString: $0) } ?? "", bytes)
    }

    private static let completed: MHD_RequestCompletedCallback = { context, _, state, _ in
        guard let pointer = state?.pointee else { return }
        core(context).end(Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue())
        state?.pointee = nil
    }

    private static let connection: MHD_NotifyConnectionCallback = { context, handle, _, code in
        let (core, connection) = (core(context), Connection(handle: handle!))
        if code == .CONNECTION_NOTIFY_STARTED {
            core.connections.add(
                connection.number, socket: connection.socket, within: core.options.headerTimeout)
        } else {
            core.connections.remove(connection.number)
        }
    }
}
