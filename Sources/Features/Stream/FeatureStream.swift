public import Market

/// The features of now: fed one closed bar at a time, it holds the row of the last one.
///
///     var stream = plan.stream()
///     for bar in series {
///       try stream.update(bar)
///       if stream.isComplete { print(stream.values) }
///     }
///
/// The numbers are those of the matrix to 1e-12, as kernels are those of the step. A copy is a fork. No row allocates once windows are full, unless somebody still holds the
/// values of the one before. After an error the state is not to be relied on: resume from a snapshot.
public struct FeatureStream: Sendable {
  /// How the features are computed.
  public let plan: FeaturePlan
  /// The last row: a value for each of the plan's names, NaN where there is none.
  public private(set) var values: [Double]
  /// How many bars of the series itself have come.
  public private(set) var count = 0
  /// When the last row was known: the end of its bar.
  public private(set) var time: Timestamp?
  var frames: [LiveFrame]
  /// Bars of other symbols that close later than the last row, in order.
  var pending: [[Bar]]
  /// When the last bar of each frame closed.
  var clocks: [Timestamp]

  init(_ plan: FeaturePlan) {
    self.plan = plan
    values = [Double](repeating: .nan, count: plan.names.count)
    frames = plan.frames.map { LiveFrame($0, calendar: plan.calendar, sources: plan.frames) }
    pending = plan.frames.map { _ in [] }
    clocks = plan.frames.map { _ in .distantPast }
  }

  /// Takes the next bar of the series and computes its row.
  ///
  /// Bars of other symbols that closed by the same time must have come before, see ``observe(_:of:)``.
  ///
  /// - Throws: an error if the bar begins before the one before it has ended.
  public mutating func update(_ bar: Bar) throws(FeatureError) {
    guard bar.start >= clocks[0] else { throw .timeGoesBack(symbol: plan.symbol, time: bar.start, clock: clocks[0]) }
    for index in frames.indices where frames[index].key.symbol != nil && frames[index].key.timeframe == nil && !pending[index].isEmpty {
      try release(index, until: bar.end)
    }
    for index in frames.indices where frames[index].key.symbol != nil && frames[index].source != nil {
      try closeLonger(index, by: bar.end)
    }
    try advanceLonger(than: 0, with: bar)
    clocks[0] = bar.end
    carry()
    frames[0].take(bar)
    for position in values.indices { values[position] = frames[0].row[frames[0].slot(plan.outputs[position])] }
    count += 1
    time = bar.end
  }

  /// Takes the next closed bar of another symbol, which is seen by the rows that are known at its end or later.
  ///
  /// - Throws: an error if it closed before a row that should have seen it, or before the one before it.
  public mutating func observe(_ bar: Bar, of symbol: Symbol) throws(FeatureError) {
    guard let index = frames.firstIndex(where: { $0.key == FrameKey(symbol: symbol, timeframe: nil) }) else {
      if plan.otherSymbols.contains(symbol) { return }
      throw .seriesMissing(symbol: symbol, reason: "no feature of this plan reads them; it reads \(plan.otherSymbols.map(\.name))")
    }
    let clock = max(pending[index].last?.end ?? clocks[index], clocks[index])
    guard bar.start >= clock else { throw .timeGoesBack(symbol: symbol, time: bar.start, clock: clock) }
    if let time, bar.end <= time { throw .timeGoesBack(symbol: symbol, time: bar.end, clock: time) }
    pending[index].append(bar)
  }

  /// Whether every feature has a value in the last row.
  public var isComplete: Bool { count > 0 && !values.contains { $0.isNaN } }

  /// The last value of a feature; `nil` if the plan has no such feature.
  public subscript(name: String) -> Double? { plan.names.firstIndex(of: name).map { values[$0] } }

  /// Goes on with the row that was the last one.
  mutating func restore(_ values: [Double], _ count: Int, _ time: Timestamp?) {
    self.values = values
    self.count = count
    self.time = time
  }

  /// Lets a frame see the bars that have closed by an instant.
  private mutating func release(_ index: Int, until end: Timestamp) throws(FeatureError) {
    var taken = 0
    while taken < pending[index].count, pending[index][taken].end <= end {
      let bar = pending[index][taken]
      try advanceLonger(than: index, with: bar)
      frames[index].take(bar)
      clocks[index] = bar.end
      taken += 1
    }
    pending[index].removeFirst(taken)
  }

  /// Hands a bar to the longer bars that are made of it.
  private mutating func advanceLonger(than source: Int, with bar: Bar) throws(FeatureError) {
    for index in frames.indices where frames[index].source == source {
      do throws(ResamplingError) {
        try frames[index].resample(bar)
      } catch {
        throw .resampling(symbol: frames[source].key.symbol ?? plan.symbol, error)
      }
    }
  }

  /// Closes a longer bar of another symbol whose time is over, though no later bar of that symbol has come to say so.
  private mutating func closeLonger(_ index: Int, by end: Timestamp) throws(FeatureError) {
    do throws(ResamplingError) {
      try frames[index].close(by: end)
    } catch {
      throw .resampling(symbol: frames[index].key.symbol ?? plan.symbol, error)
    }
  }

  /// Copies what the series' own row reads of other frames.
  private mutating func carry() {
    for index in frames[0].carries.indices {
      let carry = frames[0].carries[index]
      frames[0].row[carry.target] = frames[carry.frame].row[carry.slot]
    }
  }
}

/// A frame at work: the state of every computation, and the last row.
struct LiveFrame: Sendable {
  struct Node: Sendable {
    var computation: any Computation
    let wiring: Wiring
    let start: Int
  }

  struct Carry: Sendable {
    let frame: Int
    let slot: Int
    let target: Int
  }

  let key: FrameKey
  /// The frame whose bars it is made of, if it makes longer ones.
  let source: Int?
  var resampler: Resampler?
  var nodes: [Node] = []
  var carries: [Carry] = []
  var row: [Double]
  var count = 0
  private let slots: [Int]
  private let bars: [(column: BarColumn, slot: Int)]

  init(_ frame: Frame, calendar: TradingCalendar, sources: [Frame]) {
    key = frame.key
    slots = frame.nodes.map(\.slot)
    row = [Double](repeating: .nan, count: frame.width)
    var bars: [(column: BarColumn, slot: Int)] = []
    for node in frame.nodes {
      switch node.work {
      case .bars(let column): bars.append((column, node.slot))
      case .carry(let other, let column): carries.append(Carry(frame: other, slot: sources[other].slot(column), target: node.slot))
      case .compute(let computation):
        nodes.append(
          Node(
            computation: computation, wiring: Wiring(node.inputs.map { frame.slot($0) }, output: node.slot, outputs: node.outputs),
            start: node.start))
      }
    }
    self.bars = bars
    source = frame.key.timeframe == nil ? nil : sources.firstIndex { $0.key == FrameKey(symbol: frame.key.symbol, timeframe: nil) }
    // That the longer bars can be made of the shorter ones was seen when the plan was made.
    resampler = source.flatMap {
      try? Resampler(from: sources[$0].timeframe, to: frame.timeframe, alignment: calendar.isContinuous ? .utc : .session(calendar))
    }
  }

  func slot(_ column: Column) -> Int { slots[column.node] + column.output }

  /// Takes the next bar and computes its row.
  mutating func take(_ bar: Bar) {
    for (column, slot) in bars {
      row[slot] =
        switch column {
        case .open: bar.open
        case .high: bar.high
        case .low: bar.low
        case .close: bar.close
        case .volume: bar.volume
        }
    }
    let span = BarSpanOfTime(start: bar.start, end: bar.end)
    // The row is lent out while the computations change.
    var lent: [Double] = []
    swap(&lent, &row)
    var values = lent.mutableSpan
    let seen = count
    for index in nodes.indices where seen >= nodes[index].start {
      let wiring = nodes[index].wiring
      nodes[index].computation.step(wiring, span, &values)
    }
    swap(&lent, &row)
    count += 1
  }

  /// Closes the longer bar that is forming, if it is over by an instant.
  mutating func close(by end: Timestamp) throws(ResamplingError) {
    guard let over = resampler?.unfinished?.end, over <= end, let closed = try resampler?.advance(to: over) else { return }
    take(closed.bar)
  }

  /// Takes a shorter bar, and the rows of the longer ones it closes.
  mutating func resample(_ bar: Bar) throws(ResamplingError) {
    guard let closed = try resampler?.update(bar) else { return }
    for closed in closed { take(closed.bar) }
  }
}
