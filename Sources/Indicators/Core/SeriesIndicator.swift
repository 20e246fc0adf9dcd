public import Market

/// An indicator that can be kept (`Codable`), compared, and computed over a whole series at once.
///
/// The series is the step mapped over the input. A type that can do it measurably faster brings a kernel of its own by
/// implementing ``over(_:into:)``; it agrees with the step to 1e-12 relative, and a law test holds it to that.
public protocol SeriesIndicator: Indicator, Codable, Equatable where Input: IndicatorInput, Output: IndicatorOutput {
  /// Computes a whole series into columns that have a row for every input. Goes on from the state this value has; the value is not changed.
  func over(_ input: Input.Columns, into output: inout Output.Columns)
}

extension SeriesIndicator {
  /// The step, mapped over the input.
  @inlinable
  public func over(_ input: Input.Columns, into output: inout Output.Columns) { mapStep(over: input, into: &output) }

  /// The step, mapped over the input: what every kernel is compared with.
  @inlinable
  public func mapStep(over input: Input.Columns, into output: inout Output.Columns) {
    let count = Input.count(of: input)
    precondition(Output.count(of: output) == count, "the output must have a row for every input")
    var indicator = self
    // Outputs are gathered in a block and then written column by column, so that no column is looked up at every step.
    let blockLength = 1_024
    var block: [Output?] = []
    block.reserveCapacity(blockLength)
    var start = 0
    while start < count {
      let end = min(start + blockLength, count)
      block.removeAll(keepingCapacity: true)
      for index in start..<end { block.append(indicator.update(Input.row(index, of: input))) }
      Output.write(block, to: &output, from: start)
      start = end
    }
  }

  /// Computes a whole series: as many rows as the input has, NaN while warming up.
  ///
  ///     try ATR(14).over(columns)
  @inlinable
  public func over(_ input: Input.Columns) -> Output.Columns {
    var output = Output.room(Input.count(of: input))
    over(input, into: &output)
    return output
  }
}

extension SeriesIndicator where Input == Bar {
  /// Computes a whole series of bars.
  @inlinable
  public func over(_ series: BarSeries) -> Output.Columns { over(Bar.Columns(series)) }
}

extension SeriesIndicator where Input == Double {
  /// Computes over the closes of a series; ``Indicator/on(_:)`` picks another price.
  @inlinable
  public func over(_ series: BarSeries) -> Output.Columns { over(series.close) }
}

extension Indicator where Input == Bar, Output: IndicatorOutput {
  /// Computes a whole series of bars by steps, for indicators that look at the time of a bar.
  public func over(_ series: BarSeries) -> Output.Columns {
    var indicator = self
    var output = Output.room(series.count)
    for start in stride(from: 0, to: series.count, by: 1_024) {
      let block = (start..<min(start + 1_024, series.count)).map { indicator.update(series[$0]) }
      Output.write(block, to: &output, from: start)
    }
    return output
  }
}
