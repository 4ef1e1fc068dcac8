import Bytes
import FoundationEssentials

/// What a sensor or a goProbe has registered: where its API is, and how to get in.
struct Probe: Codable, Equatable {
    let identifier: String
    var endpoint: String
    var versions: [String]
    var keys: [String]

    /// What a request has of it.
    struct Part: Decodable {
        var identifier: String?
        var endpoint: String?
        var versions: [String]?
        var keys: [String]?

        /// Nil when the bytes are no such object.
        init?(json: [UInt8]) {
            guard let part = try? JSONDecoder().decode(Part.self, from: Data(json)) else { return nil }
            self = part
        }

        private static let longestText = 1 << 10
        private static let mostTexts = 16

        /// Whether it is larger than a probe may be, so that nobody can fill a registry with a few.
        var isTooLarge: Bool {
            let lists = [versions ?? [], keys ?? []]
            let texts = [identifier ?? "", endpoint ?? ""] + lists.joined()
            return lists.contains { $0.count > Self.mostTexts }
                || texts.contains { $0.utf8.count > Self.longestText }
        }

        /// Whether it says nothing that could be kept.
        var isEmpty: Bool { endpoint == nil && versions == nil && keys == nil }
    }

    /// The probe with what a request has of it.
    func with(_ part: Part) -> Probe {
        Probe(
            identifier: identifier, endpoint: part.endpoint ?? endpoint, versions: part.versions ?? versions,
            keys: part.keys ?? keys)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("identifier", identifier)
            json.member("endpoint", endpoint)
            json.key("versions")
            json.array { json in for version in versions { json.value(version) } }
            json.key("keys")
            json.array { json in for key in keys { json.value(key) } }
        }
    }
}
