import CMicrohttpd
import Glibc
import Platform

/// MHD's connection, which lives until MHD says that it is closed: whoever keeps one keeps it only that long.
struct Connection: @unchecked Sendable {
    // MHD may be told from any thread to go on with a connection; all else happens on the thread that MHD calls us on.
    let handle: OpaquePointer

    /// Stops looking at the connection until it is resumed.
    func suspend() { MHD_suspend_connection(handle) }

    /// Goes on with a connection that was suspended.
    func resume() { MHD_resume_connection(handle) }

    /// Its number among all that are open.
    var number: UInt { UInt(bitPattern: handle) }

    var socket: Int32 { keddah_http_socket(handle) }

    /// Who is at the other end.
    var peer: SocketAddress {
        guard let address = keddah_http_peer(handle) else { return .unix("") }
        let size =
            switch Int32(address.pointee.sa_family) {
            case AF_INET: MemoryLayout<sockaddr_in>.size
            case AF_INET6: MemoryLayout<sockaddr_in6>.size
            default: 0
            }
        guard size > 0 else { return .unix("") }
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: size))
        }
        return SocketAddress(storage) ?? .unix("")
    }

    /// The header fields of the request that it is at.
    var headers: HTTPHeaders {
        var headers = HTTPHeaders()
        withUnsafeMutablePointer(to: &headers) { pointer in
            _ = MHD_get_connection_values(
                handle, .HEADER_KIND,
                { context, _, name, value in
                    let headers = context!.assumingMemoryBound(to: HTTPHeaders.self)
                    if let name { headers.pointee.add(String(cString: name), value.map { String(cString: $0) } ?? "") }
                    return .YES
                }, pointer)
        }
        return headers
    }

    /// Gives an answer to the request that it is at.
    func send(_ response: HTTPResponse, isStopping: Bool) -> MHD_Result {
        let body = ResponseBody(response.body, self)
        let handle = body.makeResponse()
        defer { MHD_destroy_response(handle) }
        for (name, value) in HTTPResponse.standardHeaders where response.headers[name] == nil {
            MHD_add_response_header(handle, name, value)
        }
        // What MHD does not take, such as a line feed, would be an injected header.
        for field in response.headers.fields { MHD_add_response_header(handle, field.name, field.value) }
        if isStopping { MHD_add_response_header(handle, "Connection", "close") }
        return MHD_queue_response(self.handle, UInt32(response.status), handle)
    }
}
