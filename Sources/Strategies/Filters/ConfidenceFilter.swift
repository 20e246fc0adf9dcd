public import Backtest

/// Entries only where the strategy is sure enough.
public struct ConfidenceFilter: EntryFilter {
  private let least: Double

  /// The least confidence, 0 to 1.
  public init(_ least: Double) {
    precondition(least >= 0 && least <= 1, "a confidence is from 0 to 1")
    self.least = least
  }

  /// Sees nothing.
  public func observe(_ bar: ClosedBar, _ account: AccountView) {}

  /// Whether the wish is sure enough.
  public func allows(_ wish: Intent, at bar: ClosedBar) -> Bool { wish.confidence >= least }
}
