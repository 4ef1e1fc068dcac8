// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "flows-by-hour",
    dependencies: [.package(name: "keddah", path: "../..")],
    targets: [
        .executableTarget(
            name: "FlowsByHour",
            dependencies: [
                .product(name: "ColumnStore", package: "keddah"),
                .product(name: "Observations", package: "keddah"),
                .product(name: "Query", package: "keddah"),
            ])
    ])
