/// How good predictions are.
public enum Metric: String, Sendable, Hashable, Codable, CaseIterable {
  /// Logarithmic loss
  case logLoss
  /// rmse
  case rmse
}
