/// A share of a sweep: every so manieth trial, for one job of an array.
///
/// Job arrays count from 0 or from 1: share 0 of 4 is share 4 of 4, so that both ways of counting make all the trials, each once.
public struct SweepShare: Hashable, Sendable {
  /// Which share it is.
  public let index: Int
  /// Of how many.
  public let count: Int

  /// Everything.
  public static let whole = SweepShare(unchecked: 1, of: 1)

  /// The share `index` of `count`.
  public init(_ index: Int, of count: Int) throws(StrategyError) {
    guard count >= 1 else { throw StrategyError("the shard \(index)/\(count) is a share of nothing: write i/n with n from 1, such as 1/4") }
    guard (0...count).contains(index) else {
      throw StrategyError("the shard \(index)/\(count) does not exist: i goes from 1 to \(count), or from 0 to \(count - 1)")
    }
    self.init(unchecked: index, of: count)
  }

  private init(unchecked index: Int, of count: Int) {
    self.index = index
    self.count = count
  }

  /// Reads `i/n`.
  public init(_ text: String) throws(StrategyError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1] else {
      throw StrategyError("the shard '\(text)' is not understood: write i/n, such as 1/4 for the first of four")
    }
    try self.init(index, of: count)
  }

  /// Whether it is all of the sweep.
  public var isWhole: Bool { count == 1 }

  /// The numbers of its trials: they are dealt out in turn, since neighbours take about as long.
  func numbers(of total: Int) -> [Int] {
    let first = (index + count - 1) % count
    return Array(stride(from: first, to: total, by: count))
  }
}
