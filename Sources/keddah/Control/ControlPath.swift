import Glibc
import Platform

/// The address of the control socket. A path that is longer than a Unix socket's name may be is reached through a
/// descriptor of its folder.
struct ControlPath: ~Copyable {
    private let folder: FileDescriptor?
    let address: SocketAddress

    init(store: String) throws(SystemError) {
        let path = StoreFiles.control(store)
        if path.utf8.count <= SocketAddress.longestPath {
            folder = nil
            address = .unix(path)
        } else {
            let folder = try FileDescriptor.open(store, flags: O_RDONLY | O_DIRECTORY)
            address = .unix("/proc/self/fd/\(folder.number)/control.sock")
            self.folder = consume folder
        }
    }
}
