import API
import Configuration
import Fleet
import Glibc
import Platform

/// What keeps the API from being served.
struct SensorAPIError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The part of a sensor that others ask over HTTP; lives on the main loop.
final class SensorAPI {
    private let server: APIServer?
    private let registration: ServiceRegistration

    /// Serves, and makes the sensor known where the configuration says so.
    /// - Throws: what keeps it from listening.
    init(_ configuration: Configuration, _ sensor: SensorState) throws {
        let registration = try Registration(configuration.dashboard)
        server = try Self.listen(configuration, sensor)
        self.registration = try ServiceRegistration(registration, version: sensor.version)
        guard let server else { return }
        let scheme = configuration.dashboard.tls == nil ? "http" : "https"
        Log.shared.info(
            "serving the API",
            ["address": server.addresses.map { $0.isUnix ? "\($0)" : "\(scheme)://\($0)" }.joined(separator: " ")])
    }

    /// Where nobody asked for it, an address that is taken, by another sensor perhaps, keeps nothing from starting.
    private static func listen(_ configuration: Configuration, _ sensor: SensorState) throws -> APIServer? {
        do {
            return try APIServer(try APIOptions(configuration), sensor)
        } catch let error as SystemError
            where error.code == EADDRINUSE && configuration.dashboard == Configuration().dashboard
        {
            Log.shared.warning("not serving the API", ["reason": "\(error)"])
            return nil
        }
    }

    /// What `update` will need; made first, because it can fail.
    static func prepare(_ configuration: Configuration) throws -> (options: APIOptions, registration: Registration?) {
        (try APIOptions(configuration), try Registration(configuration.dashboard))
    }

    /// Goes on by another configuration, as far as that needs no restart.
    func update(_ prepared: (options: APIOptions, registration: Registration?)) throws {
        try server?.update(prepared.options)
        registration.update(prepared.registration)
    }

    func stop() {
        server?.stop()
        registration.stop()
    }
}
