import Glibc
import Platform

/// Tells the service manager how the sensor is doing, over the datagram socket of sd_notify(3).
struct SystemdNotifier {
    private let address: String

    /// The notifier of this process, nil when no service manager listens.
    init?() {
        guard let variable = getenv("NOTIFY_SOCKET") else { return nil }
        self.init(address: String(cString: variable))
    }

    /// A notifier to a socket: a path, or `@` and a name of the abstract namespace.
    init?(address: String) {
        let longest = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
        guard address.hasPrefix("/") || address.hasPrefix("@"), (2...longest).contains(address.utf8.count) else {
            return nil
        }
        self.address = address
    }

    /// The sensor accepts connections; also ends a reload.
    func ready(status: String) { send("READY=1\nSTATUS=\(status)") }

    /// A reload begins.
    func reloading() { send("RELOADING=1\nMONOTONIC_USEC=\(Clock.monotonic() / 1000)") }

    /// The sensor is about to end.
    func stopping() { send("STOPPING=1") }

    private func send(_ state: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: address.utf8) }
        // An abstract name begins with a zero byte and ends where its length says.
        if address.hasPrefix("@") { name.sun_path.0 = 0 }
        let length = MemoryLayout.offset(of: \sockaddr_un.sun_path)! + address.utf8.count
        withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                // Whether anybody listens is the service manager's business; the sensor goes on.
                _ = sendto(descriptor, state, state.utf8.count, Int32(MSG_NOSIGNAL), generic, socklen_t(length))
            }
        }
    }
}
