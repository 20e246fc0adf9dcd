import Foundation

/// A program that a test starts and waits for.
public enum Program {
  /// How a program ended and what it wrote.
  public struct Outcome: Sendable {
    /// The exit status; for a program that a signal ended, 128 plus the signal's number.
    public let status: Int32
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let errors: String
  }

  /// The folder that the build put the package's own programs in.
  public static let folder: String = {
    let bundles = CommandLine.arguments.filter { $0.contains(".xctest") } + Bundle.allBundles.map(\.bundlePath)
    let bundle = bundles.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
    let upToBundle = bundle.range(of: ".xctest").map { String(bundle[..<$0.upperBound]) } ?? bundle
    return URL(fileURLWithPath: upToBundle).deletingLastPathComponent().path
  }()

  /// Where a program of this name is installed, if it is.
  public static func installed(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first(where: FileManager.default.isExecutableFile(atPath:))
  }

  /// Runs one of the package's own programs, such as `assay`.
  public static func run(
    built name: String, _ arguments: [String], input: String = "", environment: [String: String] = [:], in directory: String? = nil
  ) throws -> Outcome {
    try run("\(folder)/\(name)", arguments, input: input, environment: environment, in: directory)
  }

  /// Runs a program and waits until it has ended.
  public static func run(
    _ path: String, _ arguments: [String], input: String = "", environment: [String: String] = [:], in directory: String? = nil
  ) throws -> Outcome {
    try RunningProgram(path, arguments, input: input, environment: environment, in: directory).outcome()
  }
}
