import Glibc
import Platform
import PostgresWire
import TLS

/// A connection to a server on which every call waits until it is done or its deadline passes. Used on one thread.
final class BackendStream {
    /// The longest message that is read; the sensor asks for little.
    private static let longestMessage = 16 << 20
    private static let chunk = 32 * 1024

    private let socket: Socket
    private let isUnix: Bool
    /// What the next calls have to be done by.
    var deadline: Deadline
    private let encrypted = TLSBuffer()
    private(set) var tls: TLSConnection?
    private var isHandshaken = false
    private var chunk = [UInt8](repeating: 0, count: BackendStream.chunk)
    private var plain: [UInt8] = []
    private var received: [UInt8] = []
    private var offset = 0

    /// Connects.
    init(_ address: SocketAddress, _ deadline: Deadline) throws(BackendError) {
        socket = try Self.connect(address, deadline)
        self.deadline = deadline
        isUnix = address.isUnix
        try wait(for: POLLOUT, "connecting to \(address)")
        let code = socket.connectError
        guard code == 0 else { throw .connection("\(SystemError(code: code, operation: "connect \(address)"))") }
    }

    private static func connect(_ address: SocketAddress, _ deadline: Deadline) throws(BackendError) -> Socket {
        while true {
            do throws(SystemError) {
                return try Socket.connect(to: address)
            } catch {
                // The queue of a Unix socket is full for a moment, and the kernel makes nobody wait for it.
                guard error.code == EAGAIN, deadline.milliseconds > 0 else { throw .connection("\(error)") }
                poll(nil, 0, 5)
            }
        }
    }

    /// Encrypts everything from now on.
    func startTLS(_ encryption: BackendTarget.Encryption) throws(BackendError) {
        precondition(tls == nil && received.isEmpty, "TLS begins at the beginning")
        do throws(TLSError) {
            tls = try TLSConnection(client: encryption.context, host: encryption.host, output: encrypted)
        } catch {
            throw .tls(error.description)
        }
        try shakeHands([])
        while !isHandshaken { try fill("the TLS handshake") }
    }

    /// Sends all bytes.
    func send(_ bytes: [UInt8]) throws(BackendError) {
        guard let tls else { return try sendRaw(bytes) }
        guard bytes.withUnsafeBytes({ tls.write($0) }) else { throw .connection("the TLS connection is broken") }
        try flush()
    }

    /// Reads one byte that is no message: the answer to SSLRequest. What follows it is left alone, so that nobody can
    /// put it before the first encrypted bytes.
    func byte() throws(BackendError) -> UInt8 {
        precondition(received.isEmpty)
        while true {
            var byte: UInt8 = 0
            switch withUnsafeMutableBytes(of: &byte, { socket.receive(into: $0) }) {
            case .moved: return byte
            case .wouldBlock: try wait(for: POLLIN, "the answer to SSLRequest")
            case .end: throw Self.closed
            case .failed(let code): throw Self.broken(code)
            }
        }
    }

    /// The next message.
    func message() throws(BackendError) -> (type: UInt8, body: [UInt8]) {
        let head = try take(5)
        let length = head.dropFirst().reduce(0) { $0 << 8 | Int($1) } - 4
        guard (0...Self.longestMessage).contains(length) else {
            throw .protocolViolation("a message of \(length) bytes")
        }
        return (head[0], try take(length))
    }

    private func take(_ count: Int) throws(BackendError) -> [UInt8] {
        while received.count - offset < count { try fill("the server's answer") }
        let taken = Array(received[offset..<offset + count])
        offset += count
        // What was read does not pile up behind what comes.
        if offset == received.count || offset >= Self.chunk {
            received.removeFirst(offset)
            offset = 0
        }
        return taken
    }

    /// Receives something.
    private func fill(_ what: String) throws(BackendError) {
        switch chunk.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
        case .moved(let count):
            guard tls != nil else { return received.append(contentsOf: chunk[..<count]) }
            try shakeHands(Array(chunk[..<count]))
        case .wouldBlock: try wait(for: POLLIN, what)
        case .end: throw Self.closed
        case .failed(let code): throw Self.broken(code)
        }
    }

    private static let closed = BackendError.connection("the server closed the connection")

    private static func broken(_ code: Int32) -> BackendError {
        .connection("\(SystemError(code: code, operation: "the connection broke"))")
    }

    // MARK: TLS

    /// Goes on with the handshake, or decrypts, with bytes that came.
    private func shakeHands(_ bytes: [UInt8]) throws(BackendError) {
        guard let tls else { return }
        plain.append(
            contentsOf: repeatElement(0, count: max(0, bytes.count + TLSConnection.longestRecord - plain.count)))
        var progress = TLSConnection.Progress.needsInput
        bytes.withUnsafeBytes { bytes in
            tls.offer(bytes)
            if !isHandshaken {
                progress = tls.handshake()
                guard case .done = progress else { return }
                isHandshaken = true
            }
            progress = plain.withUnsafeMutableBytes { tls.read(into: $0) }
        }
        try flush()
        switch progress {
        case .done(let count): received.append(contentsOf: plain[..<count])
        case .needsInput: break
        case .end: throw Self.closed
        case .failed(let error): throw .tls(error.description)
        }
    }

    private func flush() throws(BackendError) {
        let bytes = Array(encrypted.bytes)
        encrypted.clear()
        try sendRaw(bytes)
    }

    // MARK: the socket

    private func sendRaw(_ bytes: [UInt8]) throws(BackendError) {
        var sent = 0
        while sent < bytes.count {
            switch bytes[sent...].withUnsafeBytes({ socket.send($0) }) {
            case .moved(let count): sent += count
            case .wouldBlock: try wait(for: POLLOUT, "sending")
            case .end: throw Self.closed
            case .failed(let code): throw Self.broken(code)
            }
        }
    }

    private func wait(for events: Int32, _ what: String) throws(BackendError) {
        var entry = pollfd(fd: socket.number, events: Int16(events), revents: 0)
        while true {
            let left = deadline.milliseconds
            guard left > 0 else { throw .timeout(what) }
            if poll(&entry, 1, left) > 0 { return }
        }
    }

    /// Whether nobody else can read what is sent: it is encrypted, or stays on this machine.
    var isPrivate: Bool { tls != nil || isUnix }

    /// Says goodbye, without waiting for anything.
    func end() {
        deadline = Deadline(after: .zero)
        try? send(MessageEncoding.message(FrontendMessage.terminate, []))
        tls?.endSending()
        try? flush()
    }
}
