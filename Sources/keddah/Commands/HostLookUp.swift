import Observations
import Platform
import Query

/// Host names and addresses, for conditions and for tables.
enum HostLookUp {
    /// The addresses of the hosts that a condition names; a host that is not known has none.
    @Sendable static func addresses(of question: HostQuestion) -> [HostAnswer] {
        LookUps.answers(to: question.names, within: question.limit) { addresses(ofHost: $0) }
            .map { $0.map { .addresses($0) } ?? .late }
    }

    private static func addresses(ofHost name: String) -> [IPAddress] {
        let found = (try? Resolver.addresses(host: name, port: 0)) ?? []
        return found.compactMap { address in
            switch address {
            case .v4(let number, _): IPAddress(v4: number)
            case .v6(let high, let low, _, _): IPAddress(high: high, low: low)
            case .unix: nil
            }
        }
    }

    /// The names of the hosts in an answer's first rows, as many as can be found in the time that the query allows.
    static func names(in result: QueryResult) -> [IPAddress: String] {
        var addresses: [IPAddress] = []
        var seen: Set<IPAddress> = [.local]
        for key in result.rows.prefix(result.plan.resolution.rows).flatMap(\.keys) {
            if case .address(let address) = key, seen.insert(address).inserted { addresses.append(address) }
        }
        let sockets = addresses.map { address in
            address.isV4
                ? SocketAddress.v4(UInt32(truncatingIfNeeded: address.low), port: 0)
                : .v6(high: address.high, low: address.low, port: 0, scope: 0)
        }
        let names = ReverseResolver.names(of: sockets, within: result.plan.resolution.timeout)
        var found: [IPAddress: String] = [:]
        for (address, name) in zip(addresses, names) { found[address] = name }
        return found
    }
}
