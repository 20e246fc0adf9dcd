/// Where data comes from, so that invented numbers can never pass for a market's.
public enum Provenance: Hashable, Codable, Sendable {
  /// Handed over by the caller, who said no more.
  case unstated
  /// Read from a file.
  case file(String)
  /// Made by a `SyntheticMarket`, described in the text (seed and edge included).
  case synthetic(String)

  /// Whether the data was made up.
  public var isSynthetic: Bool {
    if case .synthetic = self { true } else { false }
  }
}
