// swift-tools-version: 6.2
import PackageDescription

// MARK: - The floors: a module imports only from floors below it (Docs/architecture.md)

/// Every library module with the modules it may import. Each is a product of its own.
let modules: [(name: String, imports: [String])] = [
  // Floor 0
  ("Statistics", []),
  ("Plots", []),
  ("Store", []),
  // Floor 1
  ("Market", ["Statistics"]),
  ("GradientBoost", ["Plots", "Statistics"]),
  // Floor 2
  ("Indicators", ["Market", "Statistics"]),
  ("Calibration", ["Market", "Statistics", "Plots"]),
  ("WalkForward", ["Market", "Plots", "Statistics"]),
  ("ABTest", ["Market", "Statistics"]),
  ("Risk", ["Market", "Statistics"]),
  // Floor 3
  ("Features", ["Market", "Indicators", "Statistics"]),
  ("Backtest", ["Statistics", "Market", "Indicators", "Plots", "Risk", "WalkForward"]),
  // Floor 4
  ("Strategies", ["Backtest", "Features", "GradientBoost", "Indicators", "Market", "Risk", "Statistics"]),
  // Floor 5
  (
    "Pipeline",
    [
      "Statistics", "Plots", "Store", "Market", "GradientBoost", "Indicators", "Risk", "Calibration", "ABTest", "WalkForward", "Features",
      "Backtest", "Strategies",
    ]
  ),
  // Floor 6: the umbrella
  (
    "Assay",
    [
      "Statistics", "Plots", "Store", "Market", "GradientBoost", "Indicators", "Risk", "Calibration", "ABTest", "WalkForward", "Features",
      "Backtest", "Strategies", "Pipeline",
    ]
  ),
]

/// Example programs, in `Examples/`, with the names they run under.
let examples: [(product: String, folder: String)] = [
  ("quick-start", "QuickStart"),
  ("custom-strategy", "CustomStrategy"),
  ("custom-indicator", "CustomIndicator"),
  ("daily-pipeline", "DailyPipeline"),
  ("custom-store", "CustomStore"),
  ("train-and-explain", "TrainAndExplain"),
  ("calibrate-execution", "CalibrateExecution"),
  ("size-a-trade", "SizeATrade"),
  ("ab-test", "ABTest"),
  ("paper-trading", "PaperTrading"),
  ("retrain-and-promote", "RetrainAndPromote"),
]

/// Programs that tests start, in `Tests/`, with the test target that needs each.
let testPrograms: [(name: String, imports: [String], tests: String)] = [
  ("StoreCrashWriter", ["Store"], "StoreTests"),
  ("IndicatorAllocationCounter", ["Indicators"], "IndicatorsTests"),
]

/// Test targets beyond the one each module has, with what they import.
let wholeSystemTests: [(name: String, imports: [String])] = [
  ("CommandTests", ["Calibration", "GradientBoost", "Market", "Statistics", "Store"]),
  ("DocumentationTests", []),
  ("AcceptanceTests", ["Backtest", "Market", "Pipeline", "Statistics", "Store", "Strategies"]),
]

func programs(of tests: String) -> [String] { testPrograms.filter { $0.tests == tests }.map(\.name) }

// MARK: - The package

let package = Package(
  name: "Assay",
  platforms: [.macOS(.v13), .iOS(.v16), .tvOS(.v16), .visionOS(.v1)],
  products: modules.map { .library(name: $0.name, targets: [$0.name]) }
    + [.executable(name: "assay", targets: ["AssayCommand"])]
    + examples.map { .executable(name: $0.product, targets: [$0.product]) },
  targets: modules.map { .target(name: $0.name, dependencies: $0.imports.map { .byName(name: $0) }) }
    + [.executableTarget(name: "AssayCommand", dependencies: ["Assay"])]
    + examples.map { .executableTarget(name: $0.product, dependencies: ["Assay"], path: "Examples/\($0.folder)") }
    + [.target(name: "TestSupport", path: "Tests/TestSupport")]
    + modules.filter { $0.name != "Assay" }.map {
      .testTarget(
        name: "\($0.name)Tests",
        dependencies: ["TestSupport"] + ([$0.name] + $0.imports + programs(of: "\($0.name)Tests")).map { .byName(name: $0) })
    }
    + testPrograms.map { .executableTarget(name: $0.name, dependencies: $0.imports.map { .byName(name: $0) }, path: "Tests/\($0.name)") }
    + wholeSystemTests.map {
      .testTarget(name: $0.name, dependencies: ["TestSupport"] + $0.imports.map { .byName(name: $0) })
    }
)

// MARK: - Settings, one list for every target

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

for target in package.targets {
  target.swiftSettings = (target.swiftSettings ?? []) + settings
  // `rounded()` and its kin are calls into libm, which nothing else links where Foundation is not imported.
  target.linkerSettings = (target.linkerSettings ?? []) + [.linkedLibrary("m", .when(platforms: [.linux, .android]))]
}
