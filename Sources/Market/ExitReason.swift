/// Why a trade ended.
public enum ExitReason: String, Hashable, CaseIterable, Codable, Sendable {
  /// The strategy wanted out.
  case signal
  /// The strategy wanted the other side.
  case reversal
  /// The protective stop was reached.
  case stop
  /// A stop that follows the price was reached.
  case trailingStop
  /// A stop that had been moved to the entry price was reached.
  case breakEven
  /// The profit target was reached.
  case target
  /// The longest time allowed was over.
  case timeLimit
  /// The account could no longer carry the position.
  case liquidation
  /// A risk limit or a person stopped trading.
  case riskStop
}
