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
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
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
        .systemLibrary(name: "CLinuxMemory"),
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

        // The journal of the host.
        .systemLibrary(name: "CSystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(
            name: "SystemJournal",
            dependencies: [
                "BootLog", "BoundedWork", "CSystemd", "EventSinks", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        // What is said on the service's control socket, and the side that asks.
        .target(name: "CControlInterface"),
        .target(
            name: "ControlInterface",
            dependencies: ["CControlInterface", .product(name: "SystemPackage", package: "swift-system")],
            exclude: ["Interface/io.bootwatch.varlink"], swiftSettings: strict),

        // The service: many consoles, for months.
        .target(
            name: "ConsoleService",
            dependencies: [
                "BootLog", "BoundedWork", "CLinuxMemory", "CSystemd", "ConsoleRecording", "ControlInterface",
                "EventSinks", "RulePacks", "SerialConsole", "SystemJournal",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),

        // The technician's screen: what a terminal shows, and what keys mean.
        .target(name: "WatchScreen", dependencies: ["BootLog", "EventSinks"], swiftSettings: strict),

        // The command line.
        .target(name: "CTerminalRescue"),
        .executableTarget(
            name: "bootwatch",
            dependencies: [
                "BootLog", "BoundedWork", "CLinuxEvents", "CTerminalRescue", "ConsoleRecording", "ConsoleService",
                "ControlInterface", "EventSinks", "RulePacks", "SerialConsole", "SystemJournal", "WatchScreen",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),

        // Tests, and what they share.
        .target(
            name: "TestSupport", dependencies: ["BootLog", "BoundedWork", "RulePacks", "EventSinks"],
            path: "Tests/TestSupport", exclude: ["Fixtures"], swiftSettings: strict),
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
        // The process that the recording tests kill.
        .executableTarget(
            name: "SegmentWriter", dependencies: ["BootLog", "ConsoleRecording"], path: "Tests/SegmentWriter",
            swiftSettings: strict),
        .testTarget(
            name: "ConsoleRecordingTests",
            dependencies: [
                "BootLog", "ConsoleRecording", "SegmentWriter", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SystemJournalTests",
            dependencies: [
                "BootLog", "BoundedWork", "CSystemd", "EventSinks", "SystemJournal", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ControlInterfaceTests",
            dependencies: [
                "ControlInterface", "TestSupport", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        // A service with one console and nothing else, for the tests of what survives it.
        .executableTarget(
            name: "KeptConsole",
            dependencies: [
                "BootLog", "BoundedWork", "ConsoleService", "SerialConsole",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/KeptConsole", swiftSettings: strict),
        .testTarget(
            name: "ConsoleServiceTests",
            dependencies: [
                "BootLog", "BoundedWork", "ConsoleRecording", "ConsoleService", "ControlInterface", "EventSinks",
                "KeptConsole", "RulePacks", "SerialConsole", "SystemJournal", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "WatchScreenTests", dependencies: ["BootLog", "EventSinks", "TestSupport", "WatchScreen"],
            swiftSettings: strict),
        .testTarget(
            name: "bootwatchTests",
            dependencies: [
                "bootwatch", "BootLog", "BoundedWork", "ConsoleRecording", "ConsoleService", "ControlInterface",
                "EventSinks", "SerialConsole", "SystemJournal", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Fixtures"], swiftSettings: strict),
    ]
)
