// swift-tools-version: 6.2
import Foundation
import PackageDescription

// A program of somebody else's that depends on Assay: by path, or by git URL if ASSAY_URL is set.
let assay: Package.Dependency =
  if let url = ProcessInfo.processInfo.environment["ASSAY_URL"] {
    .package(url: url, branch: "main")
  } else {
    .package(name: "Assay", path: "../../..")
  }

let package = Package(
  name: "Consumer",
  platforms: [.macOS(.v13)],
  dependencies: [assay],
  targets: [.executableTarget(name: "consumer", dependencies: [.product(name: "Assay", package: "Assay")])]
)
