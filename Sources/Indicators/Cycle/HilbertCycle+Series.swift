extension HilbertCycle {
  /// What is measured at a row.
  @usableFromInline
  struct Measured {
    @usableFromInline let smoothPeriod: Double
    @usableFromInline let inPhase: Double
    @usableFromInline let quadrature: Double
  }

  /// Goes through some rows of a series, what the step does to the bit, with the inputs of the transforms in columns instead of moved on at every step.
  ///
  /// - Parameters:
  ///   - rows: the rows, none of which is missing, after so many that the transforms have begun.
  ///   - emit: takes a row with what is measured there.
  @inline(__always)
  mutating func sweep(_ input: Span<Double>, _ rows: Range<Int>, _ emit: (Int, Measured) -> Void) {
    precondition(seen >= head && rows.lowerBound >= 4 && rows.upperBound <= input.count, "the transforms have begun")
    let (back, length) = (10, 512)
    var smoothColumn = [Double](repeating: 0, count: back + length)
    var (detrendedColumn, quadratureColumn) = (smoothColumn, smoothColumn)
    for age in 0..<back {
      let place = back - 1 - age
      detrendedColumn[place] = detrended[age]
      if age < 8 { (smoothColumn[place], quadratureColumn[place]) = (smooths[age], quadratures[age]) }
    }
    var (live, sum, weighted) = (measurement, sum, weighted)
    var start = rows.lowerBound
    while start < rows.upperBound {
      let count = min(length, rows.upperBound &- start)
      do {
        var smooths = smoothColumn.mutableSpan
        var detrended = detrendedColumn.mutableSpan
        var quadratures = quadratureColumn.mutableSpan
        for offset in 0..<count {
          let (row, place) = (start &+ offset, back &+ offset)
          let smooth = Self.average(
            input.at(row), input.at(row &- 1), input.at(row &- 2), input.at(row &- 3), without: input.at(row &- 4), &sum, &weighted)
          smooths.put(smooth, at: place)
          let inPhase = detrended.at(place &- 3)
          let (detrender, quadrature) = live.advance(
            CycleMeasurement.Taps(
              detrender: CycleMeasurement.transform(smooth, smooths.at(place &- 2), smooths.at(place &- 4), smooths.at(place &- 6)),
              inPhase: inPhase,
              quadratureRest: CycleMeasurement.rest(detrended.at(place &- 2), detrended.at(place &- 4), detrended.at(place &- 6)),
              ahead: CycleMeasurement.transform(
                inPhase, detrended.at(place &- 5), detrended.at(place &- 7), detrended.at(place &- 9)),
              beyondRest: CycleMeasurement.rest(quadratures.at(place &- 2), quadratures.at(place &- 4), quadratures.at(place &- 6))))
          detrended.put(detrender, at: place)
          quadratures.put(quadrature, at: place)
          emit(row, Measured(smoothPeriod: live.smoothPeriod, inPhase: inPhase, quadrature: quadrature))
        }
        for place in 0..<back {
          smooths.put(smooths.at(place &+ count), at: place)
          detrended.put(detrended.at(place &+ count), at: place)
          quadratures.put(quadratures.at(place &+ count), at: place)
        }
      }
      start &+= count
    }
    for age in 0..<back {
      let place = back - 1 - age
      detrended[age] = detrendedColumn[place]
      if age < 8 { (smooths[age], quadratures[age]) = (smoothColumn[place], quadratureColumn[place]) }
    }
    (measurement, self.sum, self.weighted) = (live, sum, weighted)
    let last = rows.upperBound - 1
    prices = SIMD4(input[last], input[last - 1], input[last - 2], input[last - 3])
  }
}

/// Goes through a whole series: by steps up to the first output and from the first missing value on, by a kernel between.
///
/// - Parameters:
///   - live: an indicator that was handed nothing yet.
///   - emit: takes a row and what the step answers.
///   - kernel: takes the indicator as it stands, and rows; leaves it as it stands after them.
@inline(__always)
func sweepBetweenSteps<Base: Indicator>(
  _ live: inout Base, _ input: Span<Double>, _ emit: (Int, Base.Output?) -> Void, kernel: (inout Base, Range<Int>) -> Void
) where Base.Input == Double {
  let end = input.firstMissing
  let begun = min(live.warmUp, end)
  for row in 0..<begun { emit(row, live.update(input[row])) }
  if begun < end { kernel(&live, begun..<end) }
  for row in end..<input.count { emit(row, live.update(input[row])) }
}
