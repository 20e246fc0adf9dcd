/// What a model predicts, and which loss training makes small.
public enum Objective: Sendable, Hashable {
  /// The chance of label 1 against label 0.
  case binary
  /// The mean, by squared error.
  case regression
}

extension Objective: Codable {}
extension Objective {
  var function: any ObjectiveFunction {
    switch self {
    case .binary: BinaryObjective()
    case .regression: SquaredErrorObjective()
    }
  }
}
