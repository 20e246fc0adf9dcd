import Foundation
public import Testing

/// Real data and other people's results that lie beside the checkout in `../shared`, read in place and never copied.
///
/// Tests that need them are skipped where they are not:
///
///     @Test(.enabled(if: SharedData.isPresent, SharedData.absence))
public enum SharedData {
  private static let root = URL(fileURLWithPath: "../shared", relativeTo: Checkout.root).standardizedFileURL

  /// Whether the data is there.
  public static let isPresent = FileManager.default.fileExists(atPath: path("data/INDEX.md"))

  /// Why a test is skipped.
  public static let absence: Comment = "needs the real data in ../shared, which is not here"

  /// The path of a file such as `data/bars/BTCUSDT-spot-1h-2023.csv`.
  public static func path(_ relative: String) -> String { root.appendingPathComponent(relative).path }
}
