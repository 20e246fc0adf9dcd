import Foundation

/// A program that a test has started, and may disturb before it ends.
public final class RunningProgram {
  private let process = Process()
  private let scratch: ScratchFolder
  private let files: [String]

  /// Starts a program.
  public init(
    _ path: String, _ arguments: [String], input: String = "", environment: [String: String] = [:], in directory: String? = nil,
    terminal: PseudoTerminal? = nil
  ) throws {
    // Files instead of pipes: a program may write more than a pipe holds before anybody reads.
    let scratch = try ScratchFolder()
    self.scratch = scratch
    files = try ["input", "output", "errors"].map { name in
      let path = scratch.path(name)
      try Data((name == "input" ? input : "").utf8).write(to: URL(fileURLWithPath: path))
      return path
    }
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: files[0]))
    process.standardOutput = try terminal?.device ?? FileHandle(forWritingTo: URL(fileURLWithPath: files[1]))
    process.standardError = try terminal?.device ?? FileHandle(forWritingTo: URL(fileURLWithPath: files[2]))
    try process.run()
  }

  /// Whether it has not ended yet.
  public var isRunning: Bool { process.isRunning }

  /// What it has written to standard output so far.
  public var output: String { String(decoding: (try? Data(contentsOf: URL(fileURLWithPath: files[1]))) ?? Data(), as: UTF8.self) }

  /// Sends it a signal.
  public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until something is so, at most a minute, or until the program has ended. Says whether it came to be.
  public func waits(until condition: () -> Bool) -> Bool {
    let deadline = Date(timeIntervalSinceNow: 60)
    while process.isRunning, Date() < deadline {
      if condition() { return true }
      Thread.sleep(forTimeInterval: 0.005)
    }
    return condition()
  }

  /// Waits until it has ended.
  public func outcome() throws -> Program.Outcome {
    process.waitUntilExit()
    func text(_ file: String) throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self) }
    let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return try Program.Outcome(status: status, output: text(files[1]), errors: text(files[2]))
  }
}
