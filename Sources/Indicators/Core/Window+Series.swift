extension Window {
  /// Summarises the windows of a whole series: what ``update(_:)`` does, in loops over whole blocks, to the same bits.
  ///
  /// - Parameters:
  ///   - range: the rows.
  ///   - input: the input of a row, cheap: it is asked for twice.
  ///   - emit: takes a row and the summary of the window that ends there; not called while there are fewer than `period` inputs.
  @inlinable
  @inline(__always)
  mutating func sweep(_ range: Range<Int>, _ input: (Int) -> Summary.Input, _ emit: (Int, Summary) -> Void) {
    let period = period
    var row = range.lowerBound
    guard period > longestJoinedWindow else { return sweepJoining(range, input, emit) }
    // Up to the start of a block, one by one.
    while row < range.upperBound, cursor.position > 0 || !cursor.isFull {
      if let summary = update(input(row)) { emit(row, summary) }
      row &+= 1
    }
    while range.upperBound &- row >= period {
      let last = row &+ period &- 1
      var head = Summary(input(row))
      var tails = slots.mutableSpan
      emit(row, tails.at(1).followed(by: head))
      for offset in 1..<period &- 1 {
        head = head.followed(by: Summary(input(row &+ offset)))
        emit(row &+ offset, tails.at(offset &+ 1).followed(by: head))
      }
      head = head.followed(by: Summary(input(last)))
      emit(last, head)
      var tail = Summary(input(last))
      tails.put(tail, at: period &- 1)
      for offset in stride(from: period &- 2, through: 0, by: -1) {
        tail = Summary(input(row &+ offset)).followed(by: tail)
        tails.put(tail, at: offset)
      }
      row &+= period
    }
    while row < range.upperBound {
      if let summary = update(input(row)) { emit(row, summary) }
      row &+= 1
    }
  }
}

extension Window {
  /// The sweep of a window that is joined anew at every step.
  @inlinable
  @inline(__always)
  mutating func sweepJoining(_ range: Range<Int>, _ input: (Int) -> Summary.Input, _ emit: (Int, Summary) -> Void) {
    let period = period
    let first = min(range.lowerBound &+ period &- 1, range.upperBound)
    for row in range.lowerBound..<first { if let summary = update(input(row)) { emit(row, summary) } }
    if first == range.upperBound { return }
    @inline(__always) func joinRows(_ width: Int) {
      for row in first..<range.upperBound {
        var joined = Summary(input(row &- width &+ 1))
        for offset in 1..<width { joined = joined.followed(by: Summary(input(row &- width &+ 1 &+ offset))) }
        emit(row, joined)
      }
    }
    // A width that is known here makes loops without a loop inside.
    switch period {
    case 1: for row in first..<range.upperBound { emit(row, Summary(input(row))) }
    case 5: joinRows(5)
    default: joinRows(period)
    }
    // The window as steps would have left it.
    let steps = range.upperBound &- first
    var place = (cursor.position &+ steps) % period
    cursor.position = place
    for row in range.upperBound &- period..<range.upperBound {
      slots[place] = Summary(input(row))
      slots[place &+ period] = slots[place]
      place = place &+ 1 == period ? 0 : place &+ 1
    }
    cursor.isFull = true
  }
}

extension Window<StretchSum> {
  /// The means over the windows of what one column is above another.
  func meanDifferences(_ column: [Double], _ other: [Double], into output: inout [Double]) {
    precondition(output.count == column.count && output.count == other.count, "the output must have a row for every input")
    var result = output.mutableSpan
    result.fillMissing(inputsToCome)
    if isEmpty, period > 1 {
      Self.meanDifferences(column.span, other.span, period, into: &result)
    } else {
      var live = self
      for row in 0..<column.count { if let sum = live.update(column[row] - other[row]) { result[row] = sum.value * (1 / Double(period)) } }
    }
  }

  /// A function of its own, so that what is asked of each row becomes part of the loop.
  @inline(never)
  private static func meanDifferences(
    _ values: Span<Double>, _ others: Span<Double>, _ period: Int, into result: inout MutableSpan<Double>
  ) {
    let share = 1 / Double(period)
    var tails = BlockTails<SIMD2<Double>>()
    sweepBlocks(0..<values.count, period, &tails, { values.two(at: $0) - others.two(at: $0) }, { $0 * share }) {
      result.put($1, at: $0, $2)
    }
  }
}
