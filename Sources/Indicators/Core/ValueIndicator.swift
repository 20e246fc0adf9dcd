/// An indicator from numbers to numbers, which can also read and write storage that the caller owns.
///
///     let sma = try SMA(20)
///     sma.over(closes.span, into: &output)         // output: MutableSpan<Double>, nothing is allocated
public protocol ValueIndicator: SeriesIndicator where Input == Double, Output == Double {
  /// Computes a whole series into storage of the same length. Goes on from the state this value has; the value is not changed.
  func over(_ input: Span<Double>, into output: inout MutableSpan<Double>)
}

extension ValueIndicator {
  /// The step, mapped over the input.
  @inlinable
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) { mapStep(over: input, into: &output) }

  /// The step, mapped over the input: what every kernel is compared with.
  @inlinable
  public func mapStep(over input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    var indicator = self
    for index in 0..<input.count { output[index] = indicator.update(input[index]) ?? .nan }
  }

  /// Computes a whole series into an array that has a row for every input.
  @inlinable
  public func over(_ input: [Double], into output: inout [Double]) {
    var span = output.mutableSpan
    over(input.span, into: &span)
  }

  /// Computes a whole series.
  @inlinable
  public func over(_ input: Span<Double>) -> [Double] {
    var output = [Double](toBeWritten: input.count)
    var span = output.mutableSpan
    over(input, into: &span)
    return output
  }
}
