public import Market

extension Bar.Columns {
  /// How many bars come before the first in which a high, a low or a close is missing; all if none is.
  @usableFromInline var countBeforeGap: Int { min(high.span.firstMissing, min(low.span.firstMissing, close.span.firstMissing)) }

  /// The first so many bars.
  @usableFromInline
  func first(_ count: Int) -> Bar.Columns {
    func part(_ column: [Double]) -> [Double] { Array(column.prefix(count)) }
    return Bar.Columns(open: part(open), high: part(high), low: part(low), close: part(close), volume: part(volume))
  }
}

extension SeriesIndicator where Input == Bar, Output: MultipleOutput {
  /// Computes bars with a gap by steps, and those before the gap as if it were not there, for indicators whose parts are each held up by a gap.
  @usableFromInline
  func overAroundGap(_ input: Bar.Columns, after clean: Int, into output: inout OutputColumns<Output>) {
    mapStep(over: input, into: &output)
    let before = over(input.first(clean))
    for (position, column) in before.all.enumerated() {
      var whole = output.take(position)
      for row in 0..<clean { whole[row] = column[row] }
      output.give(position, whole)
    }
  }
}
