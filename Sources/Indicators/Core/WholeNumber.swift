/// A whole number, such as a row or the strength of a pattern; in the rows of a whole series before the first output it is 0, as TA-Lib has it.
public struct WholeNumber: MultipleOutput {
  /// The number; NaN where an input was missing.
  public let value: Double

  @inlinable
  init(_ value: Double) { self.value = value }

  /// What an indicator with this output declares to be 0 while warming up.
  @usableFromInline static let unnamed = ""

  /// The number.
  public static var members: [(name: String, path: KeyPath<WholeNumber, Double>)] { [("value", \.value)] }

  /// The number.
  @inlinable
  public func member(_ position: Int) -> Double { value }

  /// 0.
  @inlinable
  public static func missing(at position: Int) -> Double { 0 }
}

extension OutputColumns {
  /// Lends the only column for writing.
  @inlinable
  @inline(__always)
  mutating func withColumn(_ body: (inout MutableSpan<Double>) -> Void) {
    var column = take(0)
    var span = column.mutableSpan
    body(&span)
    give(0, column)
  }
}
