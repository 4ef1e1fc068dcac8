import Bytes
import Capture
import ColumnStore
import Observations
import Platform
import Proxy
import Query

/// What `keddah status` shows.
struct StatusReport {
    let sensor: String
    let version: String
    let processID: Int32
    let started: UInt64
    let store: String
    let configuration: String?
    let proxies: [ProxyRuntime.Status]
    let loads: [Double]
    let recorder: RecorderStatus
    let interfaces: [InterfaceStatus]
    let residentBytes: Int

    func rendered(json: Bool) -> String { json ? jsonText : text }

    private var text: String {
        var lines = [
            "Sensor         : \(sensor) (keddah \(version), process \(processID))",
            "Running since  : \(Timestamp.text(started))",
            "Store          : \(store)",
            "Configuration  : \(configuration ?? "built-in defaults")",
            "Memory         : \(residentBytes / 1_048_576) MB",
            "Event loops    : \(loads.map { "\(Int($0 * 100))% busy" }.joined(separator: ", "))",
        ]
        for proxy in proxies {
            lines.append(
                "Proxy          : \(proxy.name) \(proxy.listen.map(\.description).joined(separator: ", ")) → "
                    + "\(proxy.upstream), capture \(proxy.capture.rawValue), \(proxy.sessions) sessions open, "
                    + "\(proxy.accepted) connections, \(proxy.failed) refused")
        }
        for interface in interfaces {
            lines.append(
                "Interface      : \(interface.name) \(interface.state.rawValue), \(interface.counts.packets) packets, "
                    + "\(interface.dropped) dropped, \(interface.flows) flows"
                    + (interface.lastError.map { ": \($0)" } ?? ""))
        }
        lines.append(
            "Recorded       : \(recorder.statements) statements of \(recorder.fingerprints) fingerprints, "
                + "\(recorder.sessions) sessions")
        lines += lossLines
        lines.append("Recording      : \(recorder.trouble ?? "well")")
        return lines.joined(separator: "\n") + "\n"
    }

    private var losses: [(name: String, count: UInt64)] {
        [
            ("statements", recorder.losses.statements), ("dimensions", recorder.losses.dimensions),
            ("texts", recorder.losses.texts), ("sessions", recorder.losses.sessions),
            ("prepared_names", recorder.losses.preparedNames), ("batches", recorder.lostBatches),
            ("rows_dropped", UInt64(recorder.store?.droppedRows ?? 0)),
        ]
    }

    private var lossLines: [String] {
        losses.filter { $0.count > 0 }.map { "Beyond a limit : \($0.count) \($0.name)" }
    }

    private var jsonText: String {
        var json = JSONWriter()
        json.object { json in
            json.member("sensor", sensor)
            json.member("version", version)
            json.member("pid", processID)
            json.member("started", Timestamp.rfc3339(started))
            json.member("store", store)
            json.key("configuration")
            if let configuration { json.value(configuration) } else { json.null() }
            json.member("resident_bytes", residentBytes)
            json.key("loops")
            json.array { json in for load in loads { json.value(load) } }
            json.key("proxies")
            json.array { json in for proxy in proxies { write(proxy, to: &json) } }
            json.key("interfaces")
            json.array { json in for interface in interfaces { write(interface, to: &json) } }
            json.key("recorder")
            json.object { writeRecorder(to: &$0) }
        }
        json.endLine()
        return json.text
    }

    private func write(_ proxy: ProxyRuntime.Status, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", proxy.name)
            json.key("listen")
            json.array { json in for address in proxy.listen { json.value(address.description) } }
            json.member("upstream", proxy.upstream)
            json.member("capture", proxy.capture.rawValue)
            json.member("sessions", proxy.sessions)
            json.member("connections", proxy.accepted)
            json.member("refused", proxy.failed)
        }
    }

    private func write(_ interface: InterfaceStatus, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", interface.name)
            json.member("state", interface.state.rawValue)
            json.member("link_type", interface.linkType)
            json.member("packets", interface.counts.packets)
            json.member("bytes", interface.counts.bytes)
            json.member("received", interface.received)
            json.member("dropped", interface.dropped)
            json.member("dropped_by_interface", interface.droppedByInterface)
            json.member("flows", interface.flows)
            json.key("issues")
            json.object { json in
                for (issue, count) in interface.counts.issues.occurred { json.member(issue.name, count) }
            }
            json.key("error")
            if let error = interface.lastError { json.value(error) } else { json.null() }
        }
    }

    private func writeRecorder(to json: inout JSONWriter) {
        json.member("statements", recorder.statements)
        json.member("sessions", recorder.sessions)
        json.member("fingerprints", recorder.fingerprints)
        json.key("beyond_limits")
        json.object { json in for loss in losses { json.member(loss.name, loss.count) } }
        json.member("segments", recorder.store?.segments ?? 0)
        json.member("blocks", recorder.store?.blocks ?? 0)
        json.member("bytes_written", recorder.store?.bytes ?? 0)
        json.key("trouble")
        if let trouble = recorder.trouble { json.value(trouble) } else { json.null() }
    }
}
