public import Market

/// What an indicator can read: one number, two numbers, or a bar; and the columns that hold a whole series of them.
public protocol IndicatorInput: Sendable {
  /// A whole series as columns.
  associatedtype Columns: Sendable
  /// How many rows there are.
  static func count(of columns: Columns) -> Int
  /// One row.
  static func row(_ index: Int, of columns: Columns) -> Self
}

extension Double: IndicatorInput {
  /// A series of numbers is an array.
  public typealias Columns = [Double]

  /// How many numbers there are.
  @inlinable
  public static func count(of columns: [Double]) -> Int { columns.count }

  /// One number.
  @inlinable
  public static func row(_ index: Int, of columns: [Double]) -> Double { columns[index] }
}

/// Two numbers that belong together, such as the prices of two markets.
public struct Pair: IndicatorInput, Hashable, Codable {
  /// The first number.
  public let x: Double
  /// The second number.
  public let y: Double

  /// Two numbers.
  @inlinable
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// Two columns of equal length.
  public struct Columns: Sendable {
    /// The first numbers.
    public let x: [Double]
    /// The second numbers.
    public let y: [Double]

    /// Two columns, which must have the same length.
    public init(x: [Double], y: [Double]) {
      precondition(x.count == y.count, "both columns must have one value per row")
      self.x = x
      self.y = y
    }
  }

  /// How many rows there are.
  @inlinable
  public static func count(of columns: Columns) -> Int { columns.x.count }

  /// One row.
  @inlinable
  public static func row(_ index: Int, of columns: Columns) -> Pair { Pair(columns.x[index], columns.y[index]) }
}

extension Bar: IndicatorInput {
  /// The numbers of a whole series of bars. They need not be possible: an indicator computes what it is given, and what it cannot is NaN.
  public struct Columns: Sendable {
    /// The first prices.
    public let open: [Double]
    /// The highest prices.
    public let high: [Double]
    /// The lowest prices.
    public let low: [Double]
    /// The last prices.
    public let close: [Double]
    /// The sizes traded.
    public let volume: [Double]

    /// Five columns, which must have the same length.
    public init(open: [Double], high: [Double], low: [Double], close: [Double], volume: [Double]) {
      precondition(
        [high.count, low.count, close.count, volume.count].allSatisfy { $0 == open.count }, "every column must have one value per bar")
      self.open = open
      self.high = high
      self.low = low
      self.close = close
      self.volume = volume
    }

    /// The columns of a series.
    public init(_ series: BarSeries) {
      self.init(open: series.open, high: series.high, low: series.low, close: series.close, volume: series.volume)
    }
  }

  /// How many bars there are.
  @inlinable
  public static func count(of columns: Columns) -> Int { columns.close.count }

  /// One row as a bar without a place in time.
  @inlinable
  @inline(__always)
  public static func row(_ index: Int, of columns: Columns) -> Bar {
    // All columns are as long: what is not asked for need not be looked at.
    precondition(index >= 0 && index < columns.close.count, "there is no such row")
    return Bar(
      uncheckedStart: .distantPast, end: .distantPast, open: columns.open.span.at(index), high: columns.high.span.at(index),
      low: columns.low.span.at(index), close: columns.close.span.at(index), volume: columns.volume.span.at(index))
  }
}
