import Glibc
import Platform
import TLS

/// One side of a session: a socket, its encryption, what still has to be written to it, and what it is watched for.
final class Leg {
    /// More than ever waits of payload and of a peer's reasonable wishes.
    private static let mostWaiting = 1 << 20

    private let socket: Socket
    private var registration: EventLoop.Registration?
    private var interest: EventSet = []
    /// The encryption of this side; nil while it is plain.
    private(set) var tls: TLSConnection?
    /// What the socket did not take yet. Its peer is not read meanwhile, so it never exceeds one read and one message
    /// of our own.
    private var waiting: [UInt8] = []
    private var written = 0
    /// The peer ended its direction.
    private(set) var hasEnded = false
    /// We ended ours.
    private(set) var hasEndedSending = false
    /// Writing failed: what is written from now on goes nowhere, and what the peer sent before can still be read.
    private(set) var isDeaf = false

    init(_ socket: consuming Socket) { self.socket = socket }

    /// Whether everything was written.
    var isDrained: Bool { waiting.isEmpty }
    /// The result of a connection attempt.
    var connectError: Int32 { socket.connectError }
    /// The first byte of what the peer sent, which stays unread.
    var firstByte: UInt8? { socket.peek() }

    // MARK: watching

    /// Watches the socket for what is wanted now; costs a system call only when that changes.
    @inline(__always)
    func watch(_ wanted: EventSet, _ loop: EventLoop, _ handler: any EventHandler, tag: Int) throws(SystemError) {
        if wanted == interest { return }
        // epoll reports hang-ups and errors even to those who asked for nothing, again and again.
        if wanted.isEmpty { return detach(loop) }
        if let registration {
            loop.modify(registration, socket.number, for: wanted)
        } else {
            registration = try loop.register(socket.number, for: wanted, handler: handler, tag: tag)
        }
        interest = wanted
    }

    /// Stops watching, until `watch` wants something again.
    func detach(_ loop: EventLoop) {
        if let registration { loop.remove(registration, socket.number) }
        registration = nil
        interest = []
    }

    // MARK: reading

    /// Reads what is there, decrypted, into the loop's buffer.
    @inline(__always)
    func receive(_ loop: ProxyLoop) -> Socket.Transfer {
        if tls != nil { return receiveEncrypted(loop) }
        let result = socket.receive(into: loop.buffer)
        if case .moved = result { return result }
        if result != .wouldBlock { hasEnded = true }
        return result
    }

    /// Reads one byte, so that nothing behind it is taken.
    func receiveByte() -> (Socket.Transfer, UInt8) {
        var byte: UInt8 = 0
        let result = withUnsafeMutableBytes(of: &byte) { socket.receive(into: $0) }
        if result != .moved(1) && result != .wouldBlock { hasEnded = true }
        return (result, byte)
    }

    private func receiveEncrypted(_ loop: ProxyLoop) -> Socket.Transfer {
        let result = socket.receive(into: loop.encrypted)
        switch result {
        case .moved(let count):
            tls?.offer(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(loop.encrypted)[..<count]))
            return decrypt(loop)
        case .wouldBlock: return result
        case .end, .failed:
            hasEnded = true
            return result
        }
    }

    /// Decrypts what was received and not decrypted yet into the loop's buffer.
    func decrypt(_ loop: ProxyLoop) -> Socket.Transfer {
        guard let tls else { preconditionFailure("only an encrypted leg is decrypted") }
        let progress = tls.read(into: loop.buffer)
        // Answers of the protocol's own, such as to a change of keys. Who asks for ever more of them and reads none is
        // nobody to speak to.
        guard transmit(loop.outgoing), waiting.count - written <= Self.mostWaiting else {
            deafen()
            hasEnded = true
            return .failed(EPIPE)
        }
        hasEnded = tls.hasEnded
        switch progress {
        case .done(let count): return .moved(count)
        case .needsInput: return .wouldBlock
        case .end: return .end
        case .failed: return .end
        }
    }

    // MARK: the handshake

    /// Begins to encrypt.
    func secure(_ connection: TLSConnection) { tls = connection }

    /// Goes on with the handshake: first, for a client, without input, then with what the socket has.
    func handshake(_ loop: ProxyLoop, isFirst: Bool = false) -> TLSConnection.Progress {
        guard let tls else { preconditionFailure("only an encrypted leg shakes hands") }
        if !isFirst {
            switch socket.receive(into: loop.encrypted) {
            case .moved(let count):
                tls.offer(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(loop.encrypted)[..<count]))
            case .wouldBlock: return .needsInput
            case .end, .failed:
                hasEnded = true
                return .end
            }
        }
        let progress = tls.handshake()
        return transmit(loop.outgoing) ? progress : .end
    }

    // MARK: writing

    /// Gives up writing after it failed.
    func deafen() {
        isDeaf = true
        waiting = []
        written = 0
    }

    /// Writes now what the socket takes and the rest later; false when the connection is broken.
    @inline(__always)
    func send(_ bytes: UnsafeRawBufferPointer, _ loop: ProxyLoop) -> Bool {
        if tls == nil { return put(bytes) }
        return encrypt(bytes, loop)
    }

    /// `send` for bytes of our own.
    func send(_ bytes: [UInt8], _ loop: ProxyLoop) -> Bool { bytes.withUnsafeBytes { send($0, loop) } }

    private func encrypt(_ bytes: UnsafeRawBufferPointer, _ loop: ProxyLoop) -> Bool {
        if isDeaf { return true }
        guard let tls, tls.write(bytes) else {
            loop.outgoing.clear()
            return false
        }
        return transmit(loop.outgoing)
    }

    /// Writes what TLS put into the loop's buffer.
    private func transmit(_ outgoing: TLSBuffer) -> Bool {
        let bytes = outgoing.bytes
        if bytes.isEmpty { return true }
        defer { outgoing.clear() }
        return put(bytes)
    }

    @inline(__always)
    private func put(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if isDeaf { return true }
        guard waiting.isEmpty else {
            waiting.append(contentsOf: bytes)
            return true
        }
        switch socket.send(bytes) {
        case .moved(let count) where count == bytes.count: return true
        case .moved(let count):
            waiting.append(contentsOf: bytes[count...])
            return true
        case .wouldBlock:
            waiting.append(contentsOf: bytes)
            return true
        case .end, .failed: return false
        }
    }

    /// Writes on; false when the connection is broken.
    func flush() -> Bool {
        while written < waiting.count {
            let result = waiting.withUnsafeBytes { socket.send(UnsafeRawBufferPointer(rebasing: $0[written...])) }
            switch result {
            case .moved(let count): written += count
            case .wouldBlock: return true
            case .end, .failed: return false
            }
        }
        waiting = []
        written = 0
        if hasEndedSending { socket.endSending() }
        return true
    }

    /// Ends our direction, after everything that waits was written; the peer of an encrypted connection is told so
    /// first.
    func endSending(_ loop: ProxyLoop) {
        if hasEndedSending { return }
        endEncryption(loop)
        hasEndedSending = true
        if isDrained { socket.endSending() }
    }

    /// Tells the peer of an encrypted connection that nothing more comes.
    func endEncryption(_ loop: ProxyLoop) {
        guard let tls, !hasEndedSending else { return }
        tls.endSending()
        _ = transmit(loop.outgoing)
    }
}
