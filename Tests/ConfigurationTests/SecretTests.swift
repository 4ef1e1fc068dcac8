import Testing

@testable import Configuration

@Suite struct SecretTests {
    private let folder = TemporaryFolder()

    private func load(_ alert: String, mode: UInt32 = 0o600) throws(ConfigurationError) -> AlertSettings {
        let file = folder.write(
            "alerts:\n  - {driver: webhook, url: \"http://h\", \(alert)}\n", to: "k.yaml", mode: mode)
        return try Configuration.load(file).configuration.alerts[0]
    }

    private func failure(_ alert: String, mode: UInt32 = 0o600) -> String {
        do throws(ConfigurationError) {
            _ = try load(alert, mode: mode)
            return "no error"
        } catch {
            return error.problems.map(\.message).joined(separator: "\n")
        }
    }

    @Test func `A secret stands in the configuration or in a file of its own`() throws {
        _ = folder.write("from a file\n", to: "token")
        #expect(try load("secret: in the open").secret?.reveal() == "in the open")
        #expect(try load("secret_file: token").secret?.reveal() == "from a file")
        #expect(try load("secret_file: \(folder.path)/token").secret?.reveal() == "from a file")
    }

    @Test func `Both at once is an error`() {
        _ = folder.write("x", to: "token")
        #expect(failure("secret: a, secret_file: token") == "given twice, the first time in line 2")
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644] as [UInt32])
    func `A file that others can read holds no secret`(mode: UInt32) {
        _ = folder.write("x", to: "token", mode: mode)
        #expect(failure("secret_file: token").hasSuffix("/token: chmod 600 it"))
        #expect(failure("secret: a", mode: mode).contains("holds a secret, and others than its owner can read"))
    }

    @Test func `A configuration without a secret may be read by all`() throws {
        #expect(try load("format: form", mode: 0o644).format == .form)
    }

    @Test func `A file that gives no secret says why`() {
        _ = folder.write("\n\n", to: "empty")
        #expect(failure("secret_file: missing").hasSuffix("/missing: No such file or directory"))
        #expect(failure("secret_file: empty").hasSuffix("/empty is empty or not UTF-8"))
        #expect(failure("secret_file: .").hasSuffix(": Is a directory"))
        #expect(failure("secret: , format: json") == "expected a secret, a text that is not empty")
        #expect(failure("secret: \"\"") == "expected a secret, a text that is not empty")
    }

    @Test func `A secret shows itself nowhere`() throws {
        let alert = try load("secret: hunter2")
        var dumped = ""
        dump(alert, to: &dumped)
        var configuration = Configuration()
        configuration.alerts = [alert]
        for text in ["\(alert)", String(reflecting: alert), dumped, configuration.yaml] {
            #expect(!text.contains("hunter2"))
        }
        #expect(configuration.yaml.contains("secret: \"********\""))
    }

    @Test func `What systemd keeps for the service alone is a credential`() {
        let folder = "/run/credentials/keddah.service"
        #expect(Secret.isCredential(folder + "/key", folder: folder))
        #expect(!Secret.isCredential(folder + "/../other/key", folder: folder))
        #expect(!Secret.isCredential(folder + "-2/key", folder: folder))
        #expect(!Secret.isCredential("/etc/keddah/key", folder: folder))
        #expect(!Secret.isCredential("/etc/keddah/key", folder: nil))
        #expect(!Secret.isCredential("/etc/keddah/key", folder: ""))
    }
}
