/// What is known of a stretch of each of two blocks, side by side: what ``StretchSummary`` is for one.
protocol BlockSummary {
  /// What the summarised columns hold in two rows.
  associatedtype Values: RowPair
  /// What one row of each block tells; `origin` is in every window that is summarised with it, for sums of distances.
  init(_ values: Values, from origin: Values)
  /// What can come before any summary with this origin and changes nothing.
  static func nothing(from origin: Values) -> Self
  /// The summary of this stretch followed by `later`, in both blocks.
  func followed(by later: Self) -> Self

  /// What windows need of a tail that they begin with: all of it, if nothing else is said. Every number less is one less to write and to read.
  associatedtype Kept = Self
  /// What windows need of this tail.
  var kept: Kept { get }
  /// The summary of a window of so many rows that is a tail followed by this stretch, as far as it is asked for.
  func following(_ tail: Kept, of period: Double) -> Self
}

extension BlockSummary where Kept == Self {
  @inline(__always) var kept: Self { self }

  @inline(__always)
  func following(_ tail: Self, of period: Double) -> Self { tail.followed(by: self) }
}

/// What is known of the tails of two blocks.
struct BlockTails<Summary: BlockSummary> {
  fileprivate var kept: [Summary.Kept] = []

  init() {}
}

/// Summarises the windows of some rows: what ``Window`` does, in its blocks and to its bits, two of which are gone through side by side in the lanes of a vector.
///
/// That costs half the operations of one after the other, and no row waits for more than the one before it in its own block. Nothing depends on how many
/// rows there are, so that an output once given never changes.
///
/// - Parameters:
///   - rows: the rows; the first answer is that of row `rows.lowerBound + period - 1`.
///   - period: how many rows a window has, at least 2.
///   - tails: room for a block, kept from call to call.
///   - values: what a row and the one after it hold, cheap: it is asked for twice.
///   - answer: what is made of a summary, whatever the rows.
///   - emit: takes a row with the answers of it and the one after it, and which of both are meant.
@inline(__always)
func sweepBlocks<Summary: BlockSummary, Answer: RowPair>(
  _ rows: Range<Int>, _ period: Int, _ tails: inout BlockTails<Summary>, _ values: (Int) -> Summary.Values, _ answer: (Summary) -> Answer,
  _ emit: (Int, Answer, RowPart) -> Void
) {
  guard rows.count >= period else { return }
  let end = rows.upperBound
  /// A single row, twice.
  @inline(__always) func one(_ row: Int) -> Summary.Values {
    if row &+ 1 < end {
      let pair = values(row)
      return pair.firsts(with: pair)
    }
    let pair = values(row &- 1)
    return pair.seconds(with: pair)
  }
  guard period > longestJoinedWindow else {
    // So few that to join them is all.
    var row = rows.lowerBound
    @inline(__always) func join(_ width: Int) {
      while row &+ width < end {
        let origin = values(row)
        var window = Summary(origin, from: origin)
        for offset in 1..<width { window = window.followed(by: Summary(values(row &+ offset), from: origin)) }
        emit(row &+ width &- 1, answer(window), .both)
        row &+= 2
      }
    }
    // A width that is known here makes a loop without a loop inside.
    if period == 5 { join(5) } else { join(period) }
    if row &+ period == end {
      let origin = one(row)
      var window = Summary(origin, from: origin)
      for offset in 1..<period { window = window.followed(by: Summary(one(row &+ offset), from: origin)) }
      emit(row &+ period &- 2, answer(window), .second)
    }
    return
  }
  if tails.kept.count != period + 1 {
    let first = one(rows.lowerBound)
    tails.kept = [Summary.Kept](repeating: Summary.nothing(from: first).kept, count: period + 1)
  }
  let length = Double(period)
  // The tails of the blocks before; of the whole block, whose window has none, nothing.
  var known = tails.kept.mutableSpan
  var row = rows.lowerBound
  while row < end {
    while row > rows.lowerBound, end &- row >= 2 &* period {
      let (before, second) = (row &- period, row &+ period)
      var offset = period &- 2
      // The first row of a block is in all windows that end in it.
      let origin = values(row).firsts(with: values(second))
      var tail = Summary.nothing(from: origin)
      while offset >= 0 {
        let (left, right) = (values(before &+ offset), values(row &+ offset))
        tail = Summary(left.seconds(with: right), from: origin).followed(by: tail)
        known.put(tail.kept, at: offset &+ 1)
        tail = Summary(left.firsts(with: right), from: origin).followed(by: tail)
        known.put(tail.kept, at: offset)
        offset &-= 2
      }
      known.put(Summary.nothing(from: origin).kept, at: period)
      // The heads. Of an odd number of rows the first goes alone.
      var head = Summary.nothing(from: origin)
      offset = 0
      if period & 1 == 1 {
        head = Summary(origin, from: origin)
        let a = answer(head.following(known.at(1), of: length))
        emit(row &- 1, a.firsts(with: a), .second)
        emit(second &- 1, a.seconds(with: a), .second)
        offset = 1
      }
      while offset < period {
        let (left, right) = (values(row &+ offset), values(second &+ offset))
        let next = head.followed(by: Summary(left.firsts(with: right), from: origin))
        head = next.followed(by: Summary(left.seconds(with: right), from: origin))
        let (a, b) = (answer(next.following(known.at(offset &+ 1), of: length)), answer(head.following(known.at(offset &+ 2), of: length)))
        emit(row &+ offset, a.firsts(with: b), .both)
        emit(second &+ offset, a.seconds(with: b), .both)
        offset &+= 2
      }
      row &+= 2 &* period
    }
    guard row < end else { return }
    // The first block, which is the first window; and those that are left, the last of which may not be whole.
    let isFirst = row == rows.lowerBound
    let origin = one(row)
    var tail = Summary.nothing(from: origin)
    known.put(tail.kept, at: period)
    for offset in stride(from: period &- 1, through: 1, by: -1) where !isFirst {
      tail = Summary(one(row &- period &+ offset), from: origin).followed(by: tail)
      known.put(tail.kept, at: offset)
    }
    var head = Summary.nothing(from: origin)
    for offset in 0..<min(period, end &- row) {
      head = head.followed(by: Summary(one(row &+ offset), from: origin))
      guard !isFirst || offset &+ 1 == period else { continue }
      emit(row &+ offset &- 1, answer(head.following(known.at(offset &+ 1), of: length)), .second)
    }
    row &+= period
  }
}
