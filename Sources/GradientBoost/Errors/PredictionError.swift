import Statistics

/// Columns that a model cannot predict from.
public struct PredictionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong and what to do about it.
  public let description: String

  init(_ description: String) { self.description = description }

  static func missing(_ name: String, among names: [String]) -> PredictionError {
    let advice = Suggestion.nearest(to: name, in: names).map { "; is '\($0)' meant?" } ?? "."
    return PredictionError("The model needs a column '\(name)', which is not among those given\(advice)")
  }
}
