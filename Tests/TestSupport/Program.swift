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
    // Files instead of pipes: a program may write more than a pipe holds before anybody reads.
    let scratch = try ScratchFolder()
    let files = try ["input", "output", "errors"].map { name in
      let path = scratch.path(name)
      try Data((name == "input" ? input : "").utf8).write(to: URL(fileURLWithPath: path))
      return path
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: files[0]))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: files[1]))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: files[2]))
    try process.run()
    process.waitUntilExit()
    func text(_ file: String) throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self) }
    let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return try Outcome(status: status, output: text(files[1]), errors: text(files[2]))
  }
}
