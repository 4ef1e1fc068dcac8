import COpenSSL

/// What one connection's BIO reads from and writes to: bytes that somebody else received and will send. OpenSSL never
/// touches the socket, so one call of the kernel carries as many records as fit.
struct Transfer {
    var input: UnsafeRawPointer?
    var inputCount = 0
    let output: Unmanaged<TLSBuffer>
}

/// OpenSSL's I/O layer over a `Transfer`.
enum TransferBIO {
    nonisolated(unsafe) private static let method: OpaquePointer = {
        guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "transfer"),
            BIO_meth_set_read(method, read) == 1, BIO_meth_set_write(method, write) == 1,
            BIO_meth_set_ctrl(method, control) == 1
        else { preconditionFailure("a BIO needs no more than memory") }
        return method
    }()

    /// A BIO over `transfer`, which must outlive it.
    static func make(_ transfer: UnsafeMutablePointer<Transfer>) -> OpaquePointer {
        guard let bio = BIO_new(method) else { preconditionFailure("a BIO needs no more than memory") }
        BIO_set_data(bio, transfer)
        BIO_set_init(bio, 1)
        return bio
    }

    private static let read: @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int32) -> Int32 = {
        bio, target, length in
        guard let transfer = BIO_get_data(bio)?.assumingMemoryBound(to: Transfer.self), let target else { return -1 }
        guard let input = transfer.pointee.input, transfer.pointee.inputCount > 0 else {
            keddah_bio_retry_read(bio)
            return -1
        }
        let count = min(Int(length), transfer.pointee.inputCount)
        UnsafeMutableRawPointer(target).copyMemory(from: input, byteCount: count)
        transfer.pointee.input = input + count
        transfer.pointee.inputCount -= count
        keddah_bio_clear_retry(bio)
        return Int32(count)
    }

    private static let write: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
        bio, source, length in
        guard let transfer = BIO_get_data(bio)?.assumingMemoryBound(to: Transfer.self) else { return -1 }
        let bytes = UnsafeRawBufferPointer(start: source, count: Int(length))
        transfer.pointee.output._withUnsafeGuaranteedRef { $0.append(bytes) }
        keddah_bio_clear_retry(bio)
        return length
    }

    /// Nothing is held back, so flushing always succeeds.
    private static let control: @convention(c) (OpaquePointer?, Int32, Int, UnsafeMutableRawPointer?) -> Int = {
        _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0
    }
}
