import Assay

/// What the commands share that name a strategy.
enum StrategyOptions {
  /// A strategy of the catalogue, and the parameters that are set; a usage error says which are known.
  static func strategy(
    _ name: String, _ settings: [String], _ arguments: Arguments
  ) throws -> (entry: StrategyEntry, values: [String: Double]) {
    let values = try parameters(settings, arguments)
    do {
      let entry = try StrategyCatalogue.standard.entry(name)
      _ = try entry.resolve(values)
      return (entry, values)
    } catch {
      throw arguments.error("\(error)")
    }
  }

  /// The parameters that were set, each once.
  static func parameters(_ settings: [String], _ arguments: Arguments) throws -> [String: Double] {
    var values: [String: Double] = [:]
    for text in settings {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let value = Double(String(parts[1])), value.isFinite, !parts[0].isEmpty else {
        throw arguments.error("--set \(text): write KEY=VALUE with a number, such as fast=10")
      }
      guard values.updateValue(value, forKey: String(parts[0])) == nil else {
        throw arguments.error("--set \(text): '\(parts[0])' is set twice")
      }
    }
    return values
  }
}
