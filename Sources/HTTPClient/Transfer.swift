import CCurl
import Glibc

/// One request with libcurl: owns the handle and everything that libcurl keeps pointers to.
final class Transfer {
    private static let isReady = keddah_curl_start() == CURLE_OK

    private let handle: UnsafeMutableRawPointer
    private let call: HTTPCall
    private let isCancelled: @Sendable () -> Bool
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var answer = HTTPAnswer(status: 0)
    private var headerBytes = 0
    private var isTooLarge = false

    /// What is kept of an answer's header.
    private static let headerLimit = 256 << 10

    init(
        _ call: HTTPCall, userAgent: String, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws(HTTPClientError) {
        precondition(Self.isReady, "libcurl starts")
        guard let handle = curl_easy_init() else { throw HTTPClientError(.request, "no memory for a request") }
        self.handle = handle
        self.call = call
        self.isCancelled = isCancelled
        try check(call)
        set(CURLOPT_URL, call.url)
        set(CURLOPT_CUSTOMREQUEST, call.method)
        set(CURLOPT_USERAGENT, userAgent)
        limit()
        setTLS()
        setHeaders()
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
    }

    /// What would turn one request into something else.
    private func check(_ call: HTTPCall) throws(HTTPClientError) {
        let texts = [call.method, call.url] + call.headers.flatMap { [$0.name, $0.value] }
        for text in texts where text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            throw HTTPClientError(.request, "a control character stands in the request's URL or header")
        }
    }

    private func set(_ option: CURLoption, _ text: String) { keddah_curl_set_text(handle, option, text) }

    private func set(_ option: CURLoption, _ number: Int) { keddah_curl_set_number(handle, option, number) }

    private func limit() {
        set(CURLOPT_NOSIGNAL, 1)
        // Whoever calls it off does not wait for a name server.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        // Empty, unlike unset, leaves the variables of the environment aside.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: max(1, call.connectTimeout / 1_000_000)))
        set(CURLOPT_TIMEOUT_MS, Int(clamping: max(1, call.timeout / 1_000_000)))
        if call.method == "HEAD" { set(CURLOPT_NOBODY, 1) }
    }

    private func setTLS() {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = call.authorityFile { set(CURLOPT_CAINFO, file) }
        guard call.skipsVerification else { return }
        set(CURLOPT_SSL_VERIFYPEER, 0)
        set(CURLOPT_SSL_VERIFYHOST, 0)
    }

    private func setHeaders() {
        // Nobody is to wait a second for leave to send a body.
        for (name, value) in call.headers + [("Expect", "")] {
            headers = curl_slist_append(headers, value.isEmpty ? "\(name):" : "\(name): \(value)")
        }
        keddah_curl_set_headers(handle, headers)
    }

    /// Does it all.
    func run() throws(HTTPClientError) -> HTTPAnswer {
        let code = perform()
        guard code == CURLE_OK else { throw error(code) }
        answer.status = keddah_curl_status(handle)
        let seconds = Int(keddah_curl_retry_after(handle))
        if seconds > 0 { answer.retryAfter = seconds }
        return answer
    }

    private func perform() -> CURLcode {
        keddah_curl_set_callbacks(
            handle, Unmanaged.passUnretained(self).toOpaque(), Self.receiveBody, Self.receiveHeader, Self.observe)
        guard let body = call.body else { return curl_easy_perform(handle) }
        return body.withUnsafeBytes { bytes in
            // An empty body is one, too, and a pointer to it is not null.
            var nothing: UInt8 = 0
            return withUnsafePointer(to: &nothing) { nothing in
                keddah_curl_set_body(handle, bytes.baseAddress ?? UnsafeRawPointer(nothing), bytes.count)
                return curl_easy_perform(handle)
            }
        }
    }

    private func error(_ code: CURLcode) -> HTTPClientError {
        if isTooLarge {
            return HTTPClientError(.tooLarge, "the answer of \(call.url) is larger than \(call.responseLimit) bytes")
        }
        let reason = String(cString: curl_easy_strerror(code))
        let kind: HTTPClientError.Code =
            switch code {
            case CURLE_ABORTED_BY_CALLBACK: .cancelled
            case CURLE_OPERATION_TIMEDOUT: .timeout
            case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: .certificate
            case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .request
            default: .connection
            }
        return HTTPClientError(kind, "\(call.url): \(reason)")
    }

    // MARK: what libcurl calls

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
    }

    private static let receiveBody: keddah_curl_receiver = { bytes, size, count, context in
        let transfer = transfer(context)
        let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
        guard transfer.answer.body.count + piece.count <= transfer.call.responseLimit else {
            transfer.isTooLarge = true
            return 0
        }
        transfer.answer.body.append(contentsOf: piece)
        return piece.count
    }

    private static let receiveHeader: keddah_curl_receiver = { bytes, size, count, context in
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
        let transfer = transfer(context)
        transfer.headerBytes += size * count
        guard transfer.headerBytes <= headerLimit else { return 0 }
        transfer.take(header: line)
        return size * count
    }

    private static let observe: keddah_curl_observer = { context, _, _, _, _ in
        transfer(context).isCancelled() ? 1 : 0
    }

    private func take(header line: String) {
        // The status line of an interim answer or of a new one: what came before is not of it.
        if line.hasPrefix("HTTP/") { answer.headers = [] }
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].drop { $0.isWhitespace }
        let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? value.startIndex
        answer.headers.append((line[..<colon].lowercased(), String(value[..<end])))
    }
}
