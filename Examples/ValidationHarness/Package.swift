// swift-tools-version: 6.2
import PackageDescription

// A package of your own whose tests hold your data, features and strategies to Assay's audits. In yours, depend on Assay by its address and version.
let package = Package(
  name: "ValidationHarness",
  platforms: [.macOS(.v13)],
  dependencies: [.package(name: "Assay", path: "../..")],
  targets: [
    .testTarget(
      name: "HarnessTests", dependencies: [.product(name: "Assay", package: "Assay")], resources: [.copy("Data")])
  ]
)
