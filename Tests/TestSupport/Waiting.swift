import Glibc
package import Platform

/// Waits until a condition holds; false when it did not within so many seconds.
@discardableResult
package func wait(seconds: Double = 20, until condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Clock.monotonic() + UInt64(seconds * 1_000_000_000)
    while true {
        if try condition() { return true }
        if Clock.monotonic() > deadline { return false }
        poll(nil, 0, 2)
    }
}

/// What a test cannot go on without.
package struct Unavailable: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// A TCP port that nobody listens on.
package func freePort(family: Int32 = AF_INET) -> UInt16 {
    let address: SocketAddress =
        family == AF_INET ? .v4(0x7f00_0001, port: 0) : .v6(high: 0, low: 1, port: 0, scope: 0)
    guard let socket = try? Socket.listen(on: address), let port = socket.localAddress?.port else {
        preconditionFailure("no free port")
    }
    return port
}

/// An address of this machine at which nobody listens. No test listens on its host, so nobody takes it meanwhile.
package func unusedAddress() -> SocketAddress { .v4(0x7f00_004d, port: freePort()) }
