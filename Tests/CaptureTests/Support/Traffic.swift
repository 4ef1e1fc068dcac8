import Glibc
import Platform
import TestSupport

/// Servers and clients for packets that are worth capturing.
enum Traffic {
    /// A web server and a name server, in the network of the calling thread, on all addresses.
    final class Servers {
        let process: ChildProcess

        private static let script = """
            import socket, threading
            from http.server import HTTPServer, BaseHTTPRequestHandler
            class Handler(BaseHTTPRequestHandler):
                def do_GET(self):
                    body = b'x' * 100000
                    self.send_response(200); self.send_header('Content-Length', str(len(body))); self.end_headers()
                    self.wfile.write(body)
                def log_message(self, *words): pass
            class Dual(HTTPServer):
                address_family = socket.AF_INET6
            web = Dual(('::', 8000), Handler)
            names = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            names.bind(('::', 5300))
            def answer():
                while True:
                    query, client = names.recvfrom(4096)
                    names.sendto(query[:2] + b'\\x81\\x80' + query[4:6] + b'\\0\\0\\0\\0\\0\\0' + query[12:], client)
            threading.Thread(target=answer, daemon=True).start()
            print('ready', flush=True)
            web.serve_forever()
            """

        init() throws {
            process = try ChildProcess(["python3", "-c", Self.script])
            guard wait(until: { process.output.contains("ready") }) else {
                throw Unavailable("no servers: \(process.errors)")
            }
        }
    }

    /// tcpdump, writing a file.
    final class Recording {
        let file: String
        private let process: ChildProcess

        init(_ interface: String, to file: String) throws {
            self.file = file
            process = try ChildProcess(["tcpdump", "--immediate-mode", "-i", interface, "-U", "-Z", "root", "-w", file])
            guard wait(until: { process.errors.contains("listening on") }) else {
                throw Unavailable("tcpdump: \(process.errors)")
            }
        }

        /// Ends it when it has written what was sent: when the file has not grown for a while.
        func finish() throws {
            var (size, since) = (off_t(-1), Clock.monotonic())
            wait {
                var status = stat()
                stat(file, &status)
                if status.st_size != size { (size, since) = (status.st_size, Clock.monotonic()) }
                return Clock.monotonic() - since > 300_000_000
            }
            process.signal(SIGINT)
            _ = try process.wait()
        }
    }

    /// Web pages, names and pings to both addresses of a host.
    static func browse(_ v4: String, _ v6: String) throws {
        for _ in 0..<5 {
            try NetworkNamespace.command("curl", "-sS", "-o", "/dev/null", "http://\(v4):8000/")
            try NetworkNamespace.command("curl", "-sS", "-o", "/dev/null", "http://[\(v6)]:8000/")
        }
        for (address, family) in [(v4, "-4"), (v6, "-6")] {
            try NetworkNamespace.command("ping", family, "-c", "3", "-i", "0.01", "-s", "300", address)
            _ = try ChildProcess.run(["dig", "@\(address)", "-p", "5300", "+tries=1", "+time=1", "example.org"])
        }
    }
}
