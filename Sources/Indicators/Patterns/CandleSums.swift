internal import Market

/// The sums of a plan, a stretch of rows at a time: each of lengths over so many candles before, kept from a row on by adding and subtracting, in TA-Lib's order.
struct CandleSums {
  /// How many rows of the stretch before are kept in front of a column: more than a pattern can look back.
  static let lead = 8

  private let totals: [CandleGraph.Total]
  private var groups: [Group]
  /// In which group each sum is, and which of its sums it is.
  private let places: [(group: Int, lane: Int)]
  /// How many rows the stretch before had.
  private var rowsBefore = 0

  /// Sums that change alike, because they only begin at other rows: one, two or up to four.
  private struct Group {
    let length: CandleLength
    let period: Int
    var members: [Int]
    /// The sums of each row side by side.
    var column: [Double] = []
    /// The sums as they stand after the stretch before, and after this one.
    var before = SIMD4<Double>.zero
    var after = SIMD4<Double>.zero

    /// Whether all sums are the same number, kept once.
    private(set) var isShared = false

    var width: Int { isShared ? 1 : members.count > 2 ? 4 : members.count }

    /// Keeps the sums once from here on, if they are the same number as they stand and in all rows that can be looked back at: they change alike, so that they
    /// remain the same. Most often they are from the beginning, because sums of prices near each other are not rounded.
    mutating func share() {
      guard !isShared, members.count > 1 else { return }
      let (width, lanes) = (width, members.count)
      guard (1..<lanes).allSatisfy({ before[$0] == before[0] }) else { return }
      for row in 0..<CandleSums.lead {
        guard (1..<lanes).allSatisfy({ column[row * width + $0] == column[row * width] }) else { return }
      }
      for row in 0..<CandleSums.lead { column[row] = column[row * width] }
      isShared = true
    }

    /// Keeps the sums side by side again.
    mutating func separate() {
      guard isShared else { return }
      isShared = false
      before = SIMD4(repeating: before.x)
      for row in (0..<CandleSums.lead).reversed() {
        let sum = column[row]
        for lane in 0..<width { column[row * width + lane] = sum }
      }
    }
  }

  /// Sums for stretches of at most so many rows.
  init(_ totals: [CandleGraph.Total], stretch: Int) {
    self.totals = totals
    var groups: [Group] = []
    var places: [(group: Int, lane: Int)] = []
    for (index, total) in totals.enumerated() {
      let group = groups.firstIndex { $0.members.count < 4 && $0.length == total.length && $0.period == total.period }
      if let group {
        groups[group].members.append(index)
      } else {
        groups.append(Group(length: total.length, period: total.period, members: [index]))
      }
      let place = group ?? groups.count - 1
      places.append((place, groups[place].members.count - 1))
    }
    for index in groups.indices {
      groups[index].column = [Double](repeating: 0, count: groups[index].width * (stretch + Self.lead))
    }
    self.groups = groups
    self.places = places
  }

  /// The column of a sum: where in it the first row of the stretch is, and how far apart the rows are.
  func column(_ sum: Int) -> (values: [Double], start: Int, step: Int) {
    let ((index, lane), width) = (places[sum], groups[places[sum].group].width)
    return (groups[index].column, Self.lead * width + (groups[index].isShared ? 0 : lane), width)
  }

  /// Adds up all sums for some rows, and looks whether a price is missing there, because prices are read for the first time.
  ///
  /// - Parameters:
  ///   - first: the first row of those in a row in which nothing is missing.
  ///   - isWhole: whether it is known that none of these rows misses a price.
  /// - Returns: `nil` if nobody has looked; otherwise whether nothing is missing. If something is, or seems to be, nothing has changed.
  mutating func addUp(_ input: Bar.Columns, _ rows: Range<Int>, from first: Int, isWhole: Bool) -> Bool? {
    keepLead()
    var seen: Bool?
    for index in groups.indices {
      let start = first + (groups[index].members.map { totals[$0].start }.max() ?? 0)
      if rows.lowerBound > start {
        let slid = Self.slide(&groups[index], input, rows)
        guard isWhole || slid.isWhole else { return false }
        seen = true
        if slid.isTame { continue }
      }
      groups[index].separate()
      for (lane, member) in groups[index].members.enumerated() {
        carefully(&groups[index], lane, totals[member], input, rows, from: first)
      }
    }
    guard isWhole || seen != nil else { return nil }
    confirm(rows.count)
    return true
  }

  /// Takes what was added up last for good.
  mutating func confirm(_ rows: Int) {
    for index in groups.indices { groups[index].before = groups[index].after }
    rowsBefore = rows
  }

  private mutating func keepLead() {
    for index in groups.indices where rowsBefore > 0 {
      let width = groups[index].width
      var column = groups[index].column.mutableSpan
      for place in 0..<Self.lead &* width { column.put(column.at(place &+ rowsBefore &* width), at: place) }
      groups[index].share()
    }
    rowsBefore = 0
  }

  /// Moves sums on that change alike: whether nothing is missing, and whether nothing leaves them that is out of all proportion.
  private static func slide(_ group: inout Group, _ input: Bar.Columns, _ rows: Range<Int>) -> (isWhole: Bool, isTame: Bool) {
    switch group.width {
    case 1: slide(OneSum(group.before), &group, input, rows)
    case 2: slide(TwoSums(group.before), &group, input, rows)
    default: slide(FourSums(group.before), &group, input, rows)
    }
  }

  @inline(__always)
  private static func slide<Sums: SumsSideBySide>(
    _ sums: Sums, _ group: inout Group, _ input: Bar.Columns, _ rows: Range<Int>
  ) -> (isWhole: Bool, isTame: Bool) {
    var sums = sums
    let (length, period) = (group.length, group.period)
    var column = group.column.mutableSpan
    let slid = slide(&sums, length, period, input, rows, &column, lead)
    group.after = sums.all
    return slid
  }

  /// Answers the only question of a plan as the sum is moved on, from which it is told: whether all rows are answered. If not, nothing has changed.
  mutating func answer(
    _ question: CandleGraph.Question, _ input: Bar.Columns, _ rows: Range<Int>, from first: Int, into result: inout MutableSpan<Double>
  ) -> Bool {
    guard rows.lowerBound > first + totals[0].start else { return false }
    var sum = AskedSum(sum: groups[0].before.x, question: question)
    let slid = Self.slide(&sum, groups[0].length, groups[0].period, input, rows, &result, rows.lowerBound)
    guard slid == (true, true) else { return false }
    groups[0].after = sum.all
    confirm(rows.count)
    return true
  }

  @inline(__always)
  private static func slide<Sums: SumsSideBySide>(
    _ sums: inout Sums, _ length: CandleLength, _ period: Int, _ input: Bar.Columns, _ rows: Range<Int>,
    _ column: inout MutableSpan<Double>, _ place: Int
  ) -> (isWhole: Bool, isTame: Bool) {
    switch length {
    case .body: slide(&sums, period, input, rows, &column, place) { open, _, _, close in (close - open).sizes }
    case .range: slide(&sums, period, input, rows, &column, place) { _, high, low, _ in high - low }
    case .shadows: slide(&sums, period, input, rows, &column, place) { ($1 - $3.greatest($0)) + ($3.least($0) - $2) }
    }
  }

  @inline(__always)
  private static func slide<Sums: SumsSideBySide>(
    _ sums: inout Sums, _ period: Int, _ input: Bar.Columns, _ rows: Range<Int>, _ column: inout MutableSpan<Double>, _ place: Int,
    _ length: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>) -> SIMD2<Double>
  ) -> (isWhole: Bool, isTame: Bool) {
    let (opens, highs) = (input.open.span.extracting(rows), input.high.span.extracting(rows))
    let (lows, closes) = (input.low.span.extracting(rows), input.close.span.extracting(rows))
    let past = rows.lowerBound - period..<rows.upperBound - period
    let (pastOpens, pastHighs) = (input.open.span.extracting(past), input.high.span.extracting(past))
    let (pastLows, pastCloses) = (input.low.span.extracting(past), input.close.span.extracting(past))
    // The greatest length that leaves, the least price, and what is not finite where something is missing.
    var (most, least) = (SIMD2<Double>.zero, SIMD2<Double>(repeating: .infinity))
    var all = SIMD2<Double>.zero
    var index = 0
    while index &+ 2 <= closes.count {
      let (open, high) = (opens.two(at: index), highs.two(at: index))
      let (low, close) = (lows.two(at: index), closes.two(at: index))
      let left = length(pastOpens.two(at: index), pastHighs.two(at: index), pastLows.two(at: index), pastCloses.two(at: index))
      most = left.sizes.greatest(most)
      least = close.sizes.least(least)
      all += (open + high) + (low + close)
      sums.move(by: length(open, high, low, close) - left, open, close, &column, index &+ place)
      index &+= 2
    }
    if index < closes.count {
      // The last row, twice.
      let (open, high) = (SIMD2(repeating: opens[index]), SIMD2(repeating: highs[index]))
      let (low, close) = (SIMD2(repeating: lows[index]), SIMD2(repeating: closes[index]))
      let left = length(
        SIMD2(repeating: pastOpens[index]), SIMD2(repeating: pastHighs[index]), SIMD2(repeating: pastLows[index]),
        SIMD2(repeating: pastCloses[index]))
      most = left.sizes.greatest(most)
      least = close.sizes.least(least)
      all += (open + high) + (low + close)
      sums.moveOnce(by: (length(open, high, low, close) - left).x, open, close, &column, index &+ place)
    }
    return (all.sum().isFinite, most.max() <= 1_024 * least.min())
  }

  /// Adds up a sum row by row.
  private func carefully(
    _ group: inout Group, _ lane: Int, _ total: CandleGraph.Total, _ input: Bar.Columns, _ rows: Range<Int>, from first: Int
  ) {
    let (opens, highs, lows, closes) = (input.open.span, input.high.span, input.low.span, input.close.span)
    func value(_ row: Int) -> Double { CandlePrices(opens[row], highs[row], lows[row], closes[row]).length(total.length) }
    func fresh(_ rows: Range<Int>) -> Double {
      var sum = 0.0
      for row in rows { sum += value(row) }
      return sum
    }
    let (period, start, width) = (total.period, first + total.start, group.width)
    var sum = group.before[lane]
    var result = group.column.mutableSpan
    for row in rows {
      let place = (row - rows.lowerBound + Self.lead) * width + lane
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
    group.after[lane] = sum
  }
}
