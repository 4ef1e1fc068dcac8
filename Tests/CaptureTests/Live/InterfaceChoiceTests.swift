import Testing

@testable import Capture

@Suite struct InterfaceChoiceTests {
    private let present = ["lo", "eth0", "eth1", "enx0011", "docker0"]

    private func names(_ change: (inout CaptureOptions) -> Void) throws -> [String] {
        var options = CaptureOptions()
        change(&options)
        return try InterfaceChoice(options).interfaces(present: present).keys.sorted()
    }

    @Test func `Interfaces are chosen by name, by pattern or automatically`() throws {
        #expect(try names { $0.interfaces = ["eth0": .init(), "wg0": .init()] } == ["eth0", "wg0"])
        #expect(try names { $0.interfaces = ["/en.*/": .init(), "/eth[1-9]/": .init()] } == ["enx0011", "eth1"])
        // Patterns match whole names.
        #expect(try names { $0.interfaces = ["/eth/": .init()] } == [])
        #expect(try names { $0.automaticExcluding = ["lo", "/docker.*/"] } == ["enx0011", "eth0", "eth1"])
        #expect(try names { $0.automaticExcluding = [] }.count == 5)
    }

    @Test func `A name goes before a pattern, and disabled ones are left alone`() throws {
        var disabled = InterfaceOptions()
        disabled.isDisabled = true
        var promiscuous = InterfaceOptions()
        promiscuous.isPromiscuous = true
        #expect(try names { $0.interfaces = ["/eth.*/": .init(), "eth1": disabled] } == ["eth0"])
        var options = CaptureOptions()
        options.interfaces = ["/eth.*/": .init(), "eth1": promiscuous]
        let chosen = try InterfaceChoice(options).interfaces(present: present)
        #expect(chosen["eth1"]?.isPromiscuous == true && chosen["eth0"]?.isPromiscuous == false)
    }

    @Test func `No more than 1024 interfaces are captured`() throws {
        var options = CaptureOptions()
        options.automaticExcluding = []
        let many = (0..<2_000).map { "veth\($0)" }
        #expect(try InterfaceChoice(options).interfaces(present: many).count == 1024)
    }

    @Test func `Mistakes are said, and what is not there is waited for`() throws {
        var options = CaptureOptions()
        options.interfaces = ["no-such-0": .init()]
        #expect(CaptureRuntime.problems(of: options).map(\.code) == [.noInterface])
        #expect(CaptureRuntime.problems(of: options).first?.message.contains("no-such-0") == true)
        options.interfaces = ["/eth(/": .init()]
        #expect(CaptureRuntime.problems(of: options).map(\.code) == [.pattern])
        var filtered = InterfaceOptions()
        filtered.filter = "port fourty"
        options.interfaces = ["lo": filtered]
        #expect(CaptureRuntime.problems(of: options).map(\.code) == [.filter])
        #expect(throws: CaptureError.self) { try CaptureRuntime(options: options, sink: Collector()).start() }
    }
}
