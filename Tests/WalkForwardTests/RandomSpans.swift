import Market
import Statistics

@testable import WalkForward

/// Samples on an irregular clock, with repeated instants, holes, several symbols and labels of all lengths.
func randomSpans(_ count: Int, seed: UInt64, longestLabel: Int = 20) throws -> SampleSpans {
  var generator = SeededGenerator(seed: seed)
  var now = 1_000
  var times: [Timestamp] = []
  var ends: [Timestamp] = []
  var symbols: [Symbol] = []
  for _ in 0..<count {
    now += [0, 0, 1, 1, 2, 5, 40][generator.integer(below: 7)]
    times.append(Timestamp(seconds: Int64(now)))
    ends.append(Timestamp(seconds: Int64(now + (generator.chance(0.02) ? 10 * longestLabel : generator.integer(below: longestLabel + 1)))))
    symbols.append(["A", "B", "C"][generator.integer(below: 3)])
  }
  return try SampleSpans(times: times, ends: ends, symbols: symbols)
}

/// Samples one second apart whose labels take so many seconds.
func regularSpans(_ count: Int, label: Int = 0) throws -> SampleSpans {
  try SampleSpans(
    times: (0..<count).map { Timestamp(seconds: Int64($0)) }, ends: (0..<count).map { Timestamp(seconds: Int64($0 + label)) })
}

/// What must hold for every fold, whoever made it, stated from the definition row by row. Gives back what does not hold.
func violations(_ fold: Fold, _ spans: SampleSpans, embargoBefore: Duration = .zero, embargoAfter: Duration = .zero) -> [String] {
  var found: [String] = []
  // Every run of tested rows is a span from its first time to its latest label end.
  let tests = fold.test.ranges.map { range in
    (range, spans.times[range.lowerBound], range.map { spans.ends[$0] }.max() ?? .distantPast)
  }
  for row in fold.train {
    if fold.test.contains(row) || fold.validation.contains(row) { found.append("row \(row) is in two parts") }
    for (range, start, end) in tests {
      if spans.times[row] <= end && spans.ends[row] >= start { found.append("row \(row) touches the test \(range)") }
      if row >= range.upperBound && spans.times[row] <= end + embargoAfter { found.append("row \(row) is in the embargo after \(range)") }
      if embargoBefore > .zero && row < range.lowerBound && spans.ends[row] >= start - embargoBefore {
        found.append("row \(row) is in the embargo before \(range)")
      }
      if row < range.lowerBound && spans.times[row] == start { found.append("the instant of row \(row) is torn apart") }
    }
    if let first = fold.validation.first, spans.ends[row] >= spans.times[first] - embargoBefore {
      found.append("row \(row) touches the validation")
    }
  }
  if let first = fold.test.first {
    for row in fold.validation where spans.ends[row] >= spans.times[first] - embargoBefore {
      found.append("validation row \(row) touches the test")
    }
  }
  return found
}
