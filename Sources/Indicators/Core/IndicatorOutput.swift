/// What an indicator can answer: one number, or several with names; and the columns that hold a whole series of answers.
public protocol IndicatorOutput: Sendable {
  /// A whole series as columns, each as long as the input. A row without an output is NaN.
  associatedtype Columns: Sendable
  /// So many rows without an output.
  static func missing(_ count: Int) -> Columns
  /// Room for so many rows, every one of which is written before any is read.
  static func room(_ count: Int) -> Columns
  /// How many rows there are.
  static func count(of columns: Columns) -> Int
  /// Puts outputs into consecutive rows, beginning at `start`; `nil` is a row without one.
  static func write(_ outputs: [Self?], to columns: inout Columns, from start: Int)
  /// The columns one after the other, in the order of their names.
  static func all(of columns: Columns) -> [[Double]]
}

extension Double: IndicatorOutput {
  /// So many rows without an output.
  @inlinable
  public static func missing(_ count: Int) -> [Double] { [Double](repeating: .nan, count: count) }

  /// Room for so many rows, every one of which is written before any is read.
  @inlinable
  public static func room(_ count: Int) -> [Double] { [Double](toBeWritten: count) }

  /// Puts outputs into consecutive rows.
  @inlinable
  public static func write(_ outputs: [Double?], to columns: inout [Double], from start: Int) {
    for (offset, output) in outputs.enumerated() { columns[start + offset] = output ?? .nan }
  }

  /// The one column.
  @inlinable
  public static func all(of columns: [Double]) -> [[Double]] { [columns] }
}

/// Several numbers with names, such as the line, signal and histogram of a MACD.
public protocol MultipleOutput: IndicatorOutput, Hashable, Codable where Columns == OutputColumns<Self> {
  /// The numbers in their order.
  static var members: [(name: String, path: KeyPath<Self, Double>)] { get }
  /// The number at a position of ``members``.
  func member(_ position: Int) -> Double
  /// What stands at a position of ``members`` in the rows of a whole series that have no output: NaN, unless the indicator says otherwise.
  static func missing(at position: Int) -> Double
}

extension MultipleOutput {
  /// NaN.
  @inlinable
  public static func missing(at position: Int) -> Double { .nan }

  /// So many rows without an output.
  public static func missing(_ count: Int) -> OutputColumns<Self> { OutputColumns(missing: count) }

  /// Room for so many rows, every one of which is written before any is read.
  public static func room(_ count: Int) -> OutputColumns<Self> { OutputColumns(toBeWritten: count) }

  /// How many rows there are.
  public static func count(of columns: OutputColumns<Self>) -> Int { columns.count }

  /// Puts outputs into consecutive rows.
  @inlinable
  public static func write(_ outputs: [Self?], to columns: inout OutputColumns<Self>, from start: Int) {
    for position in 0..<columns.all.count {
      var column = columns.take(position)
      for (offset, output) in outputs.enumerated() { column[start + offset] = output?.member(position) ?? missing(at: position) }
      columns.give(position, column)
    }
  }

  /// The columns in the order of the members.
  public static func all(of columns: OutputColumns<Self>) -> [[Double]] { columns.all }
}

/// The columns of an indicator with several outputs, each under its name.
///
///     let macd = try MACD().over(closes)
///     macd.signal                          // a column
@dynamicMemberLookup
public struct OutputColumns<Output: MultipleOutput>: Sendable, Hashable {
  /// The columns in the order of ``MultipleOutput/members``.
  public private(set) var all: [[Double]]

  /// So many rows without an output.
  public init(missing count: Int) {
    all = Output.members.indices.map { [Double](repeating: Output.missing(at: $0), count: count) }
  }

  init(toBeWritten count: Int) { all = Output.members.map { _ in [Double](toBeWritten: count) } }

  /// How many rows there are.
  public var count: Int { all.first?.count ?? 0 }

  /// The column of a member.
  public subscript(dynamicMember path: KeyPath<Output, Double>) -> [Double] {
    guard let position = Output.members.firstIndex(where: { $0.path == path }) else {
      preconditionFailure("every stored number of an output is one of its members")
    }
    return all[position]
  }

  /// Takes a column out, so that several can be written at once; ``give(_:_:)`` puts it back.
  public mutating func take(_ position: Int) -> [Double] {
    var column: [Double] = []
    swap(&column, &all[position])
    return column
  }

  /// Puts a column back.
  public mutating func give(_ position: Int, _ column: [Double]) { all[position] = column }

  /// Lends the only two columns for writing.
  @inlinable
  @inline(__always)
  mutating func withColumns(_ body: (inout MutableSpan<Double>, inout MutableSpan<Double>) -> Void) {
    precondition(all.allSatisfy { $0.count == count }, "every column of an output has the same length")
    var (first, second) = (take(0), take(1))
    var firstSpan = first.mutableSpan
    var secondSpan = second.mutableSpan
    body(&firstSpan, &secondSpan)
    give(0, first)
    give(1, second)
  }

  /// Lends the only three columns for writing.
  @inlinable
  @inline(__always)
  mutating func withColumns(_ body: (inout MutableSpan<Double>, inout MutableSpan<Double>, inout MutableSpan<Double>) -> Void) {
    precondition(all.allSatisfy { $0.count == count }, "every column of an output has the same length")
    var (first, second, third) = (take(0), take(1), take(2))
    var firstSpan = first.mutableSpan
    var secondSpan = second.mutableSpan
    var thirdSpan = third.mutableSpan
    body(&firstSpan, &secondSpan, &thirdSpan)
    give(0, first)
    give(1, second)
    give(2, third)
  }

  /// Lends the only four columns for writing.
  @inlinable
  @inline(__always)
  mutating func withColumns(
    _ body: (inout MutableSpan<Double>, inout MutableSpan<Double>, inout MutableSpan<Double>, inout MutableSpan<Double>) -> Void
  ) {
    precondition(all.allSatisfy { $0.count == count }, "every column of an output has the same length")
    var (first, second, third, fourth) = (take(0), take(1), take(2), take(3))
    var firstSpan = first.mutableSpan
    var secondSpan = second.mutableSpan
    var thirdSpan = third.mutableSpan
    var fourthSpan = fourth.mutableSpan
    body(&firstSpan, &secondSpan, &thirdSpan, &fourthSpan)
    give(0, first)
    give(1, second)
    give(2, third)
    give(3, fourth)
  }
}
