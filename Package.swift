// swift-tools-version: 6.2
import PackageDescription

/// Settings that every Swift target shares: one language mode, no warning left standing.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    // A tenth of the relay's own time; debug builds, and so all tests, keep the checks.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// A library room of the house: what it may import is exactly what stands here.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name, dependencies: dependencies, swiftSettings: settings, linkerSettings: [.linkedLibrary("m")])
}

/// The tests of a room, and the other rooms that they use.
func tests(of name: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + more, swiftSettings: settings)
}

let package = Package(
    name: "keddah",
    products: [
        .executable(name: "keddah", targets: ["keddah"]),
        .executable(name: "bench", targets: ["bench"]),
        .library(name: "ColumnStore", targets: ["ColumnStore"]),
        .library(name: "Observations", targets: ["Observations"]),
        .library(name: "Query", targets: ["Query"]),
    ],
    targets: [
        // C libraries: one module map each, one owning Swift room each.
        .target(name: "CLinux"),
        .target(name: "CAllocations"),
        .systemLibrary(name: "CCompression", providers: [.apt(["liblz4-dev", "libzstd-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPcap", providers: [.apt(["libpcap-dev"])]),
        .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CMicrohttpd", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPgQuery", providers: [.apt(["libpg-query-dev"])]),

        room("Bytes", []),
        room("Platform", ["Bytes", "CLinux"]),
        room("TLS", ["COpenSSL"]),
        room("PostgresWire", ["Bytes"]),
        room("Authentication", ["Bytes", "PostgresWire", "TLS", "Platform"]),
        room("SQLText", ["Bytes"]),
        room("Observations", []),
        room("Proxy", ["Authentication", "Bytes", "PostgresWire", "SQLText", "Observations", "Platform", "TLS"]),
        room("ColumnStore", ["Bytes", "Observations", "Platform", "CCompression"]),
        room("Catalog", ["CSQLite"]),
        room("Query", ["Bytes", "Observations", "ColumnStore"]),
        room("Configuration", ["Bytes", "CYaml"]),
        room("Import", ["Bytes", "Observations", "ColumnStore", "Platform"]),
        room("Arguments", ["Bytes"]),
        room("Capture", ["Bytes", "Observations", "Platform", "CPcap"]),
        room("HTTPServer", ["Bytes", "Platform", "CMicrohttpd"]),
        room("HTTPClient", ["Bytes", "Platform", "CCurl"]),
        room("Fleet", ["Bytes", "Platform", "HTTPClient"]),
        room("API", ["Bytes", "ColumnStore", "HTTPServer", "Observations", "Platform", "Query", "TLS"]),

        .executableTarget(
            name: "keddah",
            dependencies: [
                "API", "Arguments", "Authentication", "Bytes", "Capture", "Catalog", "ColumnStore", "Configuration",
                "Fleet", "HTTPServer", "Import", "Observations", "Platform", "Proxy", "Query", "SQLText", "TLS",
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "bench",
            dependencies: [
                "Bytes", "CAllocations", "ColumnStore", "CPgQuery", "Observations", "Platform",
                "PostgresWire", "Proxy", "Query", "SQLText",
            ],
            swiftSettings: settings),

        // What several test targets share: a throwaway PostgreSQL, temporary folders, processes.
        .target(
            name: "TestSupport", dependencies: ["Bytes", "ColumnStore", "Observations", "Platform", "TLS"],
            path: "Tests/TestSupport", swiftSettings: settings),
        tests(of: "ColumnStore", ["Bytes", "Observations"]),
        tests(of: "Catalog"),
        tests(of: "Query", ["ColumnStore", "Observations", "TestSupport"]),
        tests(of: "SQLText"),
        tests(of: "Bytes"),
        tests(of: "Platform"),
        tests(of: "Configuration", ["Bytes"]),
        tests(of: "Arguments"),
        tests(of: "Import", ["Bytes", "ColumnStore", "Observations"]),
        tests(of: "Capture", ["Bytes", "Observations", "Platform", "TestSupport"]),
        tests(of: "TLS"),
        tests(of: "Authentication", ["Bytes", "Platform", "PostgresWire", "TestSupport", "TLS"]),
        tests(of: "PostgresWire", ["TestSupport"]),
        tests(of: "Proxy", ["Authentication", "Observations", "Platform", "SQLText", "TLS", "TestSupport"]),
        tests(of: "HTTPServer", ["Platform", "TestSupport", "TLS"]),
        tests(of: "HTTPClient", ["HTTPServer", "Platform", "TestSupport", "TLS"]),
        tests(of: "Fleet", ["HTTPClient", "HTTPServer", "Platform", "TestSupport", "TLS"]),
        tests(
            of: "API",
            ["Bytes", "ColumnStore", "HTTPServer", "Observations", "Platform", "Query", "TestSupport", "TLS"]),
        // The programs as users start them.
        .testTarget(
            name: "EndToEndTests", dependencies: ["bench", "keddah", "Platform", "TLS", "TestSupport"],
            swiftSettings: settings),
        // The house rules, held against the sources themselves.
        .testTarget(name: "HouseTests", swiftSettings: settings),
    ]
)

// Only where somebody looks for what breaks: its rooms are built with libFuzzer's instrumentation (`scripts/fuzz`).
if Context.environment["KEDDAH_FUZZ"] != nil {
    package.targets += [
        .target(name: "CFuzzer", path: "Tests/CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Authentication", "Bytes", "Capture", "CFuzzer", "ColumnStore", "Import", "Observations",
                "PostgresWire", "Proxy", "Query", "SQLText",
            ],
            path: "Tests/Fuzz", exclude: ["corpus"], swiftSettings: settings),
    ]
}
