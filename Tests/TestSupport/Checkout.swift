import Foundation

/// The checkout the tests were built from.
public enum Checkout {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The path of a file such as `README.md`.
  public static func path(_ relative: String) -> String { root.appendingPathComponent(relative).path }
}
