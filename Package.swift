// swift-tools-version:6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// What every target is compiled with: Swift 6 language mode comes with the tools version. Warnings are errors where
/// changes are checked, not where somebody builds with a newer compiler.
let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

let package = Package(
    name: "bootwatch",
    products: [
        .library(name: "BootLog", targets: ["BootLog"]),
        .executable(name: "bootwatch", targets: ["bootwatch"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // The analyzer: bytes in, events out. Standard library only.
        .target(name: "BootLog", swiftSettings: strict),

        // What the analyzer knows: rule packs and the knowledge base, as bytes and as values.
        .target(name: "CRulePacks", exclude: ["packs", "knowledge"]),
        .target(
            name: "RulePacks",
            dependencies: ["BootLog", "CRulePacks", .product(name: "TOMLKit", package: "TOMLKit")],
            swiftSettings: strict),

        // Where bytes come from.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CUdev", providers: [.apt(["libudev-dev"])]),
        .systemLibrary(name: "CLinuxEvents"),
        .target(name: "CLinuxTTY"),
        .target(name: "BoundedWork", swiftSettings: strict),
        .target(
            name: "SerialConsole",
            dependencies: [
                "BootLog", "BoundedWork", "CLinuxEvents", "CLinuxTTY", "CUdev", "CZlib",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),

        // Where bytes are kept, and read again as they came.
        .target(
            name: "ConsoleRecording",
            dependencies: ["BootLog", "BoundedWork", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: strict),

        // Where events go.
        .target(name: "CEventSchema"),
        .target(
            name: "EventSinks", dependencies: ["BootLog", "CEventSchema"], exclude: ["Schema/events.schema.json"],
            swiftSettings: strict),

        // The technician's screen: what a terminal shows, and what keys mean.
        .target(name: "WatchScreen", dependencies: ["BootLog", "EventSinks"], swiftSettings: strict),

        // The command line.
        .target(name: "CTerminalRescue"),
        .executableTarget(
            name: "bootwatch",
            dependencies: [
                "BootLog", "BoundedWork", "CLinuxEvents", "CTerminalRescue", "ConsoleRecording", "EventSinks",
                "RulePacks", "SerialConsole", "WatchScreen",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),

        // Tests, and what they share.
        .target(
            name: "TestSupport", dependencies: ["BootLog", "RulePacks", "EventSinks"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .testTarget(
            name: "BootLogTests", dependencies: ["BootLog", "RulePacks", "EventSinks", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "SampleLogTests", dependencies: ["BootLog", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "EventSinksTests", dependencies: ["BootLog", "EventSinks"], swiftSettings: strict),
        .testTarget(
            name: "RulePacksTests",
            dependencies: ["BootLog", "RulePacks", .product(name: "TOMLKit", package: "TOMLKit")],
            swiftSettings: strict),
        .testTarget(
            name: "SerialConsoleTests",
            dependencies: [
                "BootLog", "BoundedWork", "CLinuxTTY", "SerialConsole", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ConsoleRecordingTests",
            dependencies: [
                "BootLog", "ConsoleRecording", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WatchScreenTests", dependencies: ["BootLog", "EventSinks", "TestSupport", "WatchScreen"],
            swiftSettings: strict),
        .testTarget(
            name: "bootwatchTests", dependencies: ["bootwatch", "BootLog", "EventSinks", "TestSupport"],
            exclude: ["Fixtures"], swiftSettings: strict),
    ]
)
