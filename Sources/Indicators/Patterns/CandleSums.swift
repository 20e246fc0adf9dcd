internal import Market

/// The sums of a plan, a stretch of rows at a time: each of lengths over so many candles before, kept from a row on by adding and subtracting, in TA-Lib's order.
struct CandleSums {
  /// How many rows of the stretch before are kept in front of a column: more than a pattern can look back.
  static let lead = 8

  /// The sums, each with the kind that it is of: a length over a period.
  private let sums: [(total: CandleGraph.Total, kind: Int)]
  /// The columns of the sums, and four more to add up what is not there.
  private(set) var columns: [[Double]]
  /// The sums as they stand after the stretch before.
  private var totals: [Double]
  /// By how much sums of a kind change at each row of the stretch.
  private var differences: [Difference]
  /// How many rows the stretch before had.
  private var before = 0

  private struct Difference {
    var column: [Double]
    var isKnown = false
    /// Whether nothing leaves the sums that is out of all proportion.
    var isTame = false
  }

  /// Sums for stretches of at most so many rows.
  init(_ totals: [CandleGraph.Total], stretch: Int) {
    let rows = stretch + Self.lead
    var (sums, kinds): ([(CandleGraph.Total, Int)], [CandleThreshold]) = ([], [])
    for total in totals {
      let kind = CandleThreshold(total.length, period: total.period, factor: 1)
      if !kinds.contains(kind) { kinds.append(kind) }
      sums.append((total, kinds.firstIndex(of: kind) ?? 0))
    }
    self.sums = sums
    differences = kinds.map { _ in Difference(column: [Double](repeating: 0, count: rows)) }
    columns = (0..<sums.count + 4).map { _ in [Double](repeating: 0, count: rows) }
    self.totals = [Double](repeating: 0, count: sums.count + 4)
  }

  /// Adds up all sums for some rows. Each is a chain of additions, one after the other, so that four are done side by side.
  ///
  /// - Parameter first: the first row of those in a row in which nothing is missing.
  mutating func addUp(_ input: Bar.Columns, _ rows: Range<Int>, from first: Int) {
    keepLead()
    before = rows.count
    var ready: [Int] = []
    // Sums that were begun at other rows change alike.
    for index in differences.indices { differences[index].isKnown = false }
    for index in sums.indices {
      let (total, kind) = sums[index]
      let isSliding = rows.lowerBound > first + total.start
      if isSliding, !differences[kind].isKnown {
        differences[kind].isTame = Self.changes(total, input, rows, &differences[kind].column)
        differences[kind].isKnown = true
      }
      if isSliding, differences[kind].isTame {
        ready.append(index)
      } else {
        totals[index] = Self.carefully(total, totals[index], input, rows, from: first, &columns[index])
      }
    }
    for next in stride(from: 0, to: ready.count, by: 4) { chain(ready[next..<min(next + 4, ready.count)], rows.count) }
  }

  private mutating func keepLead() {
    for index in sums.indices {
      var span = columns[index].mutableSpan
      for row in 0..<Self.lead { span.put(span.at(row &+ before), at: row) }
    }
  }

  /// Adds up one to four sums.
  private mutating func chain(_ ready: ArraySlice<Int>, _ count: Int) {
    // What is not there is added up in columns that nobody reads.
    let places = (0..<4).map { $0 < ready.count ? ready[ready.startIndex + $0] : sums.count + $0 }
    let kinds = (0..<4).map { sums[$0 < ready.count ? ready[ready.startIndex + $0] : ready[ready.startIndex]].kind }
    let changes = (
      differences[kinds[0]].column, differences[kinds[1]].column, differences[kinds[2]].column, differences[kinds[3]].column
    )
    // Taken out, so that they can be written side by side.
    var (a, b, c, d) = (take(places[0]), take(places[1]), take(places[2]), take(places[3]))
    do {
      var (one, two, three, four) = (totals[places[0]], totals[places[1]], totals[places[2]], totals[places[3]])
      var first = a.mutableSpan
      var second = b.mutableSpan
      var third = c.mutableSpan
      var fourth = d.mutableSpan
      let (w, x, y, z) = (changes.0.span, changes.1.span, changes.2.span, changes.3.span)
      for row in Self.lead..<Self.lead &+ count {
        first.put(one, at: row)
        second.put(two, at: row)
        third.put(three, at: row)
        fourth.put(four, at: row)
        one += w.at(row)
        two += x.at(row)
        three += y.at(row)
        four += z.at(row)
      }
      (totals[places[0]], totals[places[1]], totals[places[2]], totals[places[3]]) = (one, two, three, four)
    }
    give(places[0], &a)
    give(places[1], &b)
    give(places[2], &c)
    give(places[3], &d)
    // What nobody reads must not grow without end.
    for place in sums.count..<sums.count + 4 { totals[place] = 0 }
  }

  private mutating func take(_ place: Int) -> [Double] {
    var column: [Double] = []
    swap(&column, &columns[place])
    return column
  }

  private mutating func give(_ place: Int, _ column: inout [Double]) { swap(&column, &columns[place]) }

  /// By how much a sum changes at each row; whether nothing leaves it that is out of all proportion.
  private static func changes(
    _ total: CandleGraph.Total, _ input: Bar.Columns, _ rows: Range<Int>, _ target: inout [Double]
  ) -> Bool {
    switch total.length {
    case .body: changes(total, input, rows, &target) { open, _, _, close in (close - open).sizes }
    case .range: changes(total, input, rows, &target) { _, high, low, _ in high - low }
    case .shadows: changes(total, input, rows, &target) { ($1 - $3.greatest($0)) + ($3.least($0) - $2) }
    }
  }

  @inline(__always)
  private static func changes(
    _ total: CandleGraph.Total, _ input: Bar.Columns, _ rows: Range<Int>, _ target: inout [Double],
    _ length: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>) -> SIMD2<Double>
  ) -> Bool {
    let (opens, highs) = (input.open.span.extracting(rows), input.high.span.extracting(rows))
    let (lows, closes) = (input.low.span.extracting(rows), input.close.span.extracting(rows))
    let past = rows.lowerBound - total.period..<rows.upperBound - total.period
    let (pastOpens, pastHighs) = (input.open.span.extracting(past), input.high.span.extracting(past))
    let (pastLows, pastCloses) = (input.low.span.extracting(past), input.close.span.extracting(past))
    var result = target.mutableSpan
    // Above 0 where something is out of proportion.
    var worst = -SIMD2<Double>.one
    var index = 0
    while index &+ 2 <= closes.count {
      let left = length(pastOpens.two(at: index), pastHighs.two(at: index), pastLows.two(at: index), pastCloses.two(at: index))
      let close = closes.two(at: index)
      let new = length(opens.two(at: index), highs.two(at: index), lows.two(at: index), close)
      result.put(new - left, at: index &+ lead)
      worst = (left.sizes - close.sizes * 1_024).greatest(worst)
      index &+= 2
    }
    guard index < closes.count else { return worst.max() <= 0 }
    let left = CandlePrices(pastOpens[index], pastHighs[index], pastLows[index], pastCloses[index]).length(total.length)
    let new = CandlePrices(opens[index], highs[index], lows[index], closes[index]).length(total.length)
    result[index + lead] = new - left
    return worst.max() <= 0 && !isOutOfProportion(left, to: closes[index])
  }

  /// A sum row by row: what it is after the last.
  private static func carefully(
    _ total: CandleGraph.Total, _ before: Double, _ input: Bar.Columns, _ rows: Range<Int>, from first: Int, _ target: inout [Double]
  ) -> Double {
    let (opens, highs, lows, closes) = (input.open.span, input.high.span, input.low.span, input.close.span)
    func value(_ row: Int) -> Double { CandlePrices(opens[row], highs[row], lows[row], closes[row]).length(total.length) }
    func fresh(_ rows: Range<Int>) -> Double {
      var sum = 0.0
      for row in rows { sum += value(row) }
      return sum
    }
    let (period, start) = (total.period, first + total.start)
    var result = target.mutableSpan
    var sum = before
    for row in rows {
      let place = row - rows.lowerBound + lead
      guard row >= start else {
        result[place] = .nan
        continue
      }
      if row == start { sum = fresh(start - period..<start) }
      result[place] = sum
      let left = value(row - period)
      sum += value(row) - left
      if isOutOfProportion(left, to: closes[row]) { sum = fresh(row + 1 - period..<row + 1) }
    }
    return sum
  }
}
