import CMicrohttpd

/// Gives MHD the body of an answer piece by piece.
final class ResponseBody {
    private let body: HTTPResponse.Body
    private let connection: Connection

    init(_ body: HTTPResponse.Body, _ connection: Connection) {
        self.body = body
        self.connection = connection
    }

    /// MHD's response, which keeps this body as long as it lives. The caller destroys it.
    func makeResponse() -> OpaquePointer {
        let length: Int64 = if case .bytes(let bytes) = body { Int64(bytes.count) } else { -1 }
        let context = Unmanaged.passRetained(self).toOpaque()
        let response = keddah_http_response(
            length,
            { context, position, buffer, capacity in
                let body = Unmanaged<ResponseBody>.fromOpaque(context!).takeUnretainedValue()
                return body.read(
                    from: Int(clamping: position), into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
            }, context,
            { context in
                let body = Unmanaged<ResponseBody>.fromOpaque(context!).takeRetainedValue()
                if case .stream(let stream) = body.body { stream.close() }
            })
        guard let response else { preconditionFailure("an answer needs no more than memory") }
        return response
    }

    /// How many bytes were given, -1 for the end.
    private func read(from position: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        switch body {
        case .bytes(let bytes):
            guard position < bytes.count else { return -1 }
            let end = min(bytes.count, position + buffer.count)
            bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<end])) }
            return end - position
        case .stream(let stream):
            return switch stream.read(into: buffer, for: connection) {
            case .bytes(let count): count
            case .nothing: 0
            case .end: -1
            }
        }
    }
}
