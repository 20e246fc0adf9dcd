/// In which row the greatest or least of the last `period` values lies, the rows counted from 0: under MAXINDEX, MININDEX and MINMAXINDEX.
///
/// Among equal values it is the latest, if that came while an equal one was known; when the known one has left the window it is the earliest of those that
/// are left. So has TA-Lib it. The candidates are kept in a queue, from the front of which they leave; a step takes two moves on average.
@usableFromInline
struct IndexWindow: Codable, Equatable, Sendable {
  @usableFromInline let period: Int
  @usableFromInline let isGreatest: Bool
  /// Values none of which is worse than a later one, with their rows, in a ring; for the least with the sign turned.
  @usableFromInline var values: [Double]
  @usableFromInline var rows: [Int]
  @usableFromInline var front = 0
  @usableFromInline var count = 0
  /// How many values it was handed.
  @usableFromInline var row = 0
  @usableFromInline var best = 0.0
  @usableFromInline var bestRow = Int.min
  @usableFromInline var lastMissing = -1

  @inlinable
  init(_ kind: ExtremumWindow.Kind, _ period: Int) {
    self.period = period
    isGreatest = kind == .maximum
    values = [Double](repeating: 0, count: period)
    rows = [Int](repeating: 0, count: period)
  }

  /// Takes the next value: the row, NaN while a missing value is in the window; `nil` until there are `period`.
  @inlinable
  mutating func update(_ input: Double) -> Double? {
    let now = row
    row += 1
    while count > 0, rows[front] <= now - period {
      front = front + 1 == period ? 0 : front + 1
      count -= 1
    }
    if input.isFinite {
      let value = isGreatest ? input : -input
      while count > 0 {
        let back = front + count - 1
        guard values[back < period ? back : back - period] < value else { break }
        count -= 1
      }
      let place = front + count
      values[place < period ? place : place - period] = value
      rows[place < period ? place : place - period] = now
      count += 1
      if bestRow > now - period, value >= best {
        best = value
        bestRow = now
      }
    } else {
      lastMissing = now
    }
    guard now >= period - 1 else { return nil }
    guard lastMissing <= now - period else { return .nan }
    if bestRow <= now - period || bestRow <= lastMissing {
      best = values[front]
      bestRow = rows[front]
    }
    return Double(bestRow)
  }

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(1...ParameterDeclaration.longestPeriod ~= period, "a window of \(period) values")
    self.init(try state.decode(Bool.self, forKey: .isGreatest) ? .maximum : .minimum, period)
    values = try state.decode([Double].self, forKey: .values)
    rows = try state.decode([Int].self, forKey: .rows)
    front = try state.decode(Int.self, forKey: .front)
    count = try state.decode(Int.self, forKey: .count)
    row = try state.decode(Int.self, forKey: .row)
    best = try state.decode(Double.self, forKey: .best)
    bestRow = try state.decode(Int.self, forKey: .bestRow)
    lastMissing = try state.decode(Int.self, forKey: .lastMissing)
    try decoder.check(
      values.count == period && rows.count == period && 0..<period ~= front && 0...period ~= count
        && 0...1 << 53 ~= row && rows.allSatisfy { 0...row ~= $0 } && bestRow < max(row, 1) && -1..<max(row, 1) ~= lastMissing,
      "\(count) candidates of \(values.count) values and \(rows.count) rows in a window of \(period), the first at \(front), before row \(row)"
    )
  }

  /// Computes a whole series, 0 while warming up; answers false, with nothing done, where something is missing or this window has seen values.
  func fill(_ output: inout OutputColumns<WholeNumber>, from input: [Double]) -> Bool {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard row == 0, input.span.isFinite else { return false }
    output.withColumn { places in
      for row in 0..<min(period - 1, input.count) { places.put(0, at: row) }
      sweep(input.span) { places.put(Double($1), at: $0) }
    }
    return true
  }

  /// Goes through a whole series in which nothing is missing, handing each row with a whole window and the row it answers to `emit`.
  @inline(__always)
  func sweep(_ input: Span<Double>, _ emit: (Int, Int) -> Void) {
    if isGreatest { sweep(GreatestLanes.self, input, emit) } else { sweep(LeastLanes.self, input, emit) }
  }

  @inline(__always)
  private func sweep<Extreme: ExtremeLanes>(_ type: Extreme.Type, _ input: Span<Double>, _ emit: (Int, Int) -> Void) {
    let period = period
    var known = -1
    slidingExtreme(type, input, period) { rows, bests in
      for index in 0..<rows.count {
        let row = rows.lowerBound &+ index
        let best = bests.at(index)
        if known > row &- period {
          if input.at(row) == best { known = row }
        } else {
          known = row &- period &+ 1
          while input.at(known) != best { known &+= 1 }
        }
        emit(row, known)
      }
    }
  }
}
