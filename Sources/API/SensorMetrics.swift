import Platform

/// The metrics of a sensor.
enum SensorMetrics {
    static func text(_ context: APIContext, _ status: SensorStatus) -> [UInt8] {
        var writer = MetricsWriter()
        writer.metric("keddah_info", .gauge, "The sensor and its version; always 1.")
        writer.sample(
            "keddah_info", [("sensor", context.sensor.sensor), ("version", context.sensor.version)], 1)
        writeProxies(status.proxies, to: &writer)
        writeRecorder(status.recorder, to: &writer)
        writeCapture(status.interfaces, to: &writer)
        writeHTTP(context.counters, to: &writer)
        writeProcess(context, status, to: &writer)
        return writer.bytes
    }

    /// One metric with a sample an item.
    private static func each<Item>(
        _ items: [Item], _ name: String, _ kind: MetricsWriter.Kind, _ help: String, _ label: String,
        _ writer: inout MetricsWriter, _ sample: (Item) -> (label: String, value: Int)
    ) {
        writer.metric(name, kind, help)
        for item in items {
            let sample = sample(item)
            writer.sample(name, [(label, sample.label)], sample.value)
        }
    }

    private static func writeProxies(_ proxies: [SensorStatus.Proxy], to writer: inout MetricsWriter) {
        each(proxies, "keddah_proxy_sessions", .gauge, "Sessions that are open.", "proxy", &writer) {
            ($0.name, $0.sessions)
        }
        each(proxies, "keddah_proxy_connections_total", .counter, "Connections of clients.", "proxy", &writer) {
            ($0.name, $0.connections)
        }
        each(proxies, "keddah_proxy_refused_total", .counter, "Connections that were refused.", "proxy", &writer) {
            ($0.name, $0.refused)
        }
    }

    private static func writeRecorder(_ recorder: SensorStatus.Recorder, to writer: inout MetricsWriter) {
        writer.single(
            "keddah_statements_total", .counter, "Statements that were recorded.", recorder.statements)
        writer.single("keddah_sessions_total", .counter, "Sessions that ended.", recorder.sessions)
        writer.single(
            "keddah_fingerprints", .gauge, "Fingerprints of statements in the catalog.", recorder.fingerprints)
        each(
            recorder.losses, "keddah_lost_total", .counter, "What was beyond a limit and not recorded, by its kind.",
            "kind", &writer
        ) { ($0.kind, Int(clamping: $0.count)) }
        for figure in recorder.store {
            writer.single(
                "keddah_store_\(figure.kind)_total", .counter, "The store's writer: \(figure.kind).", figure.count)
        }
        writer.single(
            "keddah_recording_failed", .gauge, "Whether what is observed cannot be written now.",
            recorder.trouble == nil ? 0 : 1)
    }

    private static func writeCapture(_ interfaces: [SensorStatus.Interface], to writer: inout MetricsWriter) {
        let counters: [(name: String, help: String, value: (SensorStatus.Interface) -> UInt64)] = [
            ("packets", "Packets that passed the filter, as the kernel counts them.", { $0.received }),
            ("packets_processed", "Packets that were looked at.", { $0.packets }),
            ("bytes", "Bytes of the packets that were looked at.", { $0.bytes }),
            ("packets_dropped", "Packets that the kernel dropped.", { $0.dropped }),
            ("interface_dropped", "Packets that the interface dropped.", { $0.droppedByInterface }),
        ]
        for counter in counters {
            each(interfaces, "keddah_capture_\(counter.name)_total", .counter, counter.help, "iface", &writer) {
                ($0.name, Int(clamping: counter.value($0)))
            }
        }
        let issues = "keddah_capture_capture_issues_total"
        writer.metric(issues, .counter, "Packets in no flow, by the reason.")
        for interface in interfaces {
            for issue in interface.issues {
                writer.sample(issues, [("iface", interface.name), ("issue", issue.reason)], issue.count)
            }
        }
        each(interfaces, "keddah_capture_flows", .gauge, "Flows in memory.", "iface", &writer) { ($0.name, $0.flows) }
        writer.single(
            "keddah_capture_interfaces_capturing", .gauge, "Interfaces whose packets are counted.",
            interfaces.count { $0.isCapturing })
    }

    private static func writeHTTP(_ counters: RequestCounters, to writer: inout MetricsWriter) {
        each(
            counters.all, "keddah_http_requests_total", .counter, "Requests that were answered, by status code.",
            "code", &writer
        ) { ("\($0.status)", Int(clamping: $0.count)) }
    }

    private static func writeProcess(
        _ context: APIContext, _ status: SensorStatus, to writer: inout MetricsWriter
    ) {
        writer.metric("keddah_loop_busy_ratio", .gauge, "How busy each event loop is.")
        for (number, load) in status.loops.enumerated() {
            writer.sample("keddah_loop_busy_ratio", [("loop", "\(number)")], load)
        }
        writer.single(
            "process_resident_memory_bytes", .gauge, "Resident memory.", ProcessLimits.residentBytes)
        writer.single(
            "process_start_time_seconds", .gauge, "When the sensor started, in seconds since 1970.",
            context.sensor.started)
        writer.metric("process_cpu_seconds_total", .counter, "CPU time that the sensor has used.")
        writer.sample("process_cpu_seconds_total", [], Double(Clock.processCPU()) / 1_000_000_000)
    }
}
