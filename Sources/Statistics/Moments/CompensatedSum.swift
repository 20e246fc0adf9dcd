/// A sum that carries along what rounding would lose.
///
///     var sum = CompensatedSum()
///     for x in [1, 1e100, 1, -1e100] { sum.add(x) }
///     sum.value     // 2, where + gives 0
///
/// Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54, 1974. Overflow gives infinity, NaN
/// gives NaN.
public struct CompensatedSum: Sendable, Hashable {
  @usableFromInline var sum: Double = 0
  @usableFromInline var lost: Double = 0

  /// The sum of nothing, 0.
  public init() {}

  /// The sum of all the values.
  public init(_ values: [Double]) { self.init(values.span) }

  /// The sum of all the values.
  public init(_ values: Span<Double>) {
    // Two sums side by side hide each other's latency.
    var other = CompensatedSum()
    var index = 0
    while index &+ 2 <= values.count {
      add(values[index])
      other.add(values[index &+ 1])
      index &+= 2
    }
    if index < values.count { add(values[index]) }
    add(other.sum)
    lost += other.lost
  }

  /// Takes in one value.
  @inlinable
  public mutating func add(_ value: Double) {
    // Knuth's two-sum gives Neumaier's correction without his branch.
    let total = sum + value
    let kept = total - sum
    lost += (sum - (total - kept)) + (value - kept)
    sum = total
  }

  /// The sum so far.
  @inlinable
  public var value: Double {
    // An infinite sum has a correction of NaN, which says nothing.
    sum.isFinite ? sum + lost : sum
  }
}
