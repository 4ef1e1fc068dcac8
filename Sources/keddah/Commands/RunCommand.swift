import Arguments
import Configuration

/// `keddah run`: the sensor.
enum RunCommand {
    static let command = Command(
        "run", "Runs the sensor: every proxy that the configuration names, until it gets SIGTERM or Ctrl-C.",
        discussion: """
            Without --config the configuration is read from ./keddah.yaml, else /etc/keddah/keddah.yaml; without one, \
            a proxy listens on localhost:1337 in front of the PostgreSQL on localhost:5432.

            SIGTERM and Ctrl-C wait for running statements (drain_timeout), a second one does not. SIGHUP reads the \
            configuration again, as `keddah config reload` does. SIGUSR2 restarts the program, which may be a newer \
            one, while its addresses go on listening.
            """,
        parameters: [SharedOptions.configuration], example: "keddah run --config /etc/keddah/keddah.yaml"
    ) { invocation in
        let file = invocation[SharedOptions.configuration]
        let loaded = try Configuration.load(file)
        try Sensor(loaded, file: loaded.file).run()
        return .success
    }
}
