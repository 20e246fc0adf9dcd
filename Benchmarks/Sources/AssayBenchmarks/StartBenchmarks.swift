import BenchmarkHarness
import Foundation

/// How long the tool takes from being called to having answered, where the answer itself is no work. The peers are what a script in Python imports
/// before its first line does anything.
enum StartBenchmarks {
  static var all: [Benchmark] {
    [start("version", ["--version"]), start("help", ["help", "backtest"]), start("indicators", ["indicators"])]
  }

  private static func start(_ name: String, _ words: [String]) -> Benchmark {
    Benchmark("start.\(name)", per: "start", units: 1) {
      let program = try program()
      return {
        let status = run(program, words)
        guard status == 0 else { throw NoTool(description: "\(program) \(words.joined(separator: " ")): it ended with \(status)") }
      }
    }
  }

  /// The tool as one static file; where that has not been made, the one of the same build as the benchmarks.
  private static func program() throws -> String {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    let build = folder.deletingLastPathComponent().deletingLastPathComponent()
    let places = [build.appendingPathComponent("static/assay").path, folder.appendingPathComponent("assay").path]
    guard let program = places.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      throw NoTool(description: "the tool is not there: make it with 'bash .ci/static-tool'")
    }
    return program
  }

  private struct NoTool: Error, CustomStringConvertible {
    let description: String
  }
}

/// Starts a program whose output nobody reads, waits for its end, and gives back its status. Foundation's `Process` would be timed as well.
private func run(_ program: String, _ words: [String]) -> Int32 {
  var arguments = unsafe ([program] + words).map { unsafe strdup($0) } + [nil]
  defer { unsafe arguments.forEach { unsafe free($0) } }
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
  #else
    var actions = unsafe posix_spawn_file_actions_t()
  #endif
  unsafe posix_spawn_file_actions_init(&actions)
  defer { unsafe posix_spawn_file_actions_destroy(&actions) }
  unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  var process = pid_t()
  guard unsafe posix_spawn(&process, program, &actions, nil, &arguments, environ) == 0 else { return -1 }
  var status: Int32 = 0
  while unsafe waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return -1 } }
  return status
}
