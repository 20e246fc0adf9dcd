import Foundation

/// Runs the benchmarks that were asked for and prints what they took.
///
/// Options: `--filter TEXT` runs those whose name contains it (or one of several, between commas), `--json` prints one JSON object a line, `--list` only names them,
/// `--seconds S` changes the time for each.
public struct BenchmarkRunner {
  private let benchmarks: [Benchmark]

  /// A runner for these benchmarks, whose names must differ.
  public init(_ benchmarks: [Benchmark]) {
    precondition(Set(benchmarks.map(\.name)).count == benchmarks.count, "two benchmarks have the same name")
    self.benchmarks = benchmarks
  }

  /// Does what the command line says.
  public func run(_ arguments: [String]) throws {
    var filter = ""
    var asJSON = false
    var onlyLists = false
    var budget = Duration.seconds(1)
    var words = ArraySlice(arguments)
    while let word = words.popFirst() {
      switch word {
      case "--filter": filter = try value(of: word, &words)
      case "--seconds":
        guard let seconds = Double(try value(of: word, &words)), seconds > 0 else {
          throw BenchmarkUsage("--seconds takes a positive number")
        }
        budget = .seconds(seconds)
      case "--json": asJSON = true
      case "--list": onlyLists = true
      default: throw BenchmarkUsage("unknown option '\(word)': use --filter TEXT, --seconds S, --json, --list")
      }
    }
    let texts = filter.split(separator: ",")
    let chosen = benchmarks.filter { benchmark in texts.isEmpty || texts.contains { benchmark.name.contains($0) } }
    guard !chosen.isEmpty else { throw BenchmarkUsage("no benchmark's name contains '\(filter)'; --list shows them all") }
    for benchmark in chosen {
      if onlyLists {
        print(benchmark.name)
      } else if asJSON {
        print(String(decoding: try JSONEncoder().encode(benchmark.run(budget: budget)), as: UTF8.self))
      } else {
        print(line(try benchmark.run(budget: budget)))
      }
    }
  }

  private func value(of option: String, _ words: inout ArraySlice<String>) throws -> String {
    guard let value = words.popFirst() else { throw BenchmarkUsage("\(option) needs a value") }
    return value
  }

  private func line(_ measurement: Measurement) -> String {
    let name = measurement.name.padding(toLength: max(44, measurement.name.count), withPad: " ", startingAt: 0)
    let figures = String(format: "%12.3f  best %12.3f", measurement.median, measurement.best)
    return "\(name) \(figures)  ns/\(measurement.unit)  (\(measurement.batches.count) batches)"
  }
}

/// A command line that cannot be carried out.
public struct BenchmarkUsage: Error, CustomStringConvertible {
  /// What is wrong and what is allowed.
  public let description: String

  init(_ description: String) { self.description = description }
}
