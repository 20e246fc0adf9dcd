// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v13)],
  dependencies: [.package(name: "Assay", path: "..")],
  targets: [
    .target(name: "BenchmarkHarness"),
    .executableTarget(
      name: "assay-benchmarks", dependencies: ["BenchmarkHarness", .product(name: "Assay", package: "Assay")],
      path: "Sources/AssayBenchmarks"),
    .executableTarget(name: "boost-predict", dependencies: [.product(name: "Assay", package: "Assay")], path: "Sources/BoostPredict"),
    .executableTarget(name: "truth", dependencies: [.product(name: "Assay", package: "Assay")], path: "Sources/Truth"),
    .testTarget(name: "BenchmarkHarnessTests", dependencies: ["BenchmarkHarness"]),
  ]
)

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
  target.linkerSettings = (target.linkerSettings ?? []) + [.linkedLibrary("m", .when(platforms: [.linux, .android]))]
}
