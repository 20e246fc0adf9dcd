internal import Indicators
internal import Market

/// An output of a computation of a frame.
struct Column: Hashable, Sendable {
  let node: Int
  let output: Int
}

/// Whose bars a frame holds, and how long they are.
struct FrameKey: Hashable, Sendable {
  /// `nil` for the series itself.
  let symbol: Symbol?
  /// `nil` for the bars as they are given.
  let timeframe: Timeframe?

  static let own = FrameKey(symbol: nil, timeframe: nil)
}

/// The computations over one series of bars, each once.
struct Frame: Sendable {
  struct Node: Sendable {
    let work: Work
    let inputs: [Column]
    let outputs: Int
    /// The first row in which its inputs have all begun.
    let start: Int
    /// The first row in which each of its outputs can have a value.
    let firsts: [Int]
    /// The place of its first output in a row.
    let slot: Int
  }

  enum Work: Sendable {
    /// A column of the bars.
    case bars(BarColumn)
    case compute(any Computation)
    /// The last closed row of another frame.
    case carry(frame: Int, Column)
  }

  let key: FrameKey
  let timeframe: Timeframe
  var nodes: [Node] = []
  var width = 0
  fileprivate var known: [NodeKey: Int] = [:]

  init(_ key: FrameKey, _ timeframe: Timeframe) {
    self.key = key
    self.timeframe = timeframe
  }

  func slot(_ column: Column) -> Int { nodes[column.node].slot + column.output }
  func first(_ column: Column) -> Int { nodes[column.node].firsts[column.output] }
}

/// The columns that bars have.
enum BarColumn: String, CaseIterable, Sendable { case open, high, low, close, volume }

/// What a computation is and reads: computations alike in both are one.
private struct NodeKey: Hashable, Sendable {
  let operation: String
  let inputs: [Column]
}

/// Puts the computations of features together and sees to it that none is there twice.
struct FeatureBuilder {
  let calendar: TradingCalendar
  let symbol: Symbol
  let others: [Symbol: Timeframe]
  var frames: [Frame]
  /// The frame that is being built in.
  var current = 0
  /// The feature that is being built, for messages.
  var feature = ""
  /// Features of the user's own that have been put together, by frame and name: what many formulas read is gone through once.
  var composed: [String: Column] = [:]
  /// The symbol it is compared with.
  var comparison: Symbol?

  init(symbol: Symbol, timeframe: Timeframe, calendar: TradingCalendar, others: [Symbol: Timeframe]) {
    self.symbol = symbol
    self.calendar = calendar
    self.others = others
    frames = [Frame(.own, timeframe)]
  }

  /// The frame of a symbol and a timeframe.
  mutating func frame(_ key: FrameKey) throws(FeatureError) -> Int {
    let whose = key.symbol == symbol ? nil : key.symbol
    let given = whose.map { others[$0] ?? frames[0].timeframe } ?? frames[0].timeframe
    let longer = key.timeframe == given ? nil : key.timeframe
    let key = FrameKey(symbol: whose, timeframe: longer)
    if let position = frames.firstIndex(where: { $0.key == key }) { return position }
    if let longer {
      do throws(ResamplingError) {
        _ = try Resampler(from: given, to: longer, alignment: alignment)
      } catch {
        throw .notComputable(feature: feature, reason: error.description)
      }
      // The bars it is made of come first.
      if whose != nil { _ = try frame(FrameKey(symbol: whose, timeframe: nil)) }
    }
    frames.append(Frame(key, longer ?? given))
    return frames.count - 1
  }

  /// Where longer bars begin.
  var alignment: BarAlignment { calendar.isContinuous ? .utc : .session(calendar) }

  private mutating func node(
    _ operation: String, _ inputs: [Column], outputs: Int = 1, _ work: () throws(FeatureError) -> Frame.Work
  ) throws(FeatureError) -> Int {
    let key = NodeKey(operation: operation, inputs: inputs)
    if let known = frames[current].known[key] { return known }
    let work = try work()
    let start = inputs.map { frames[current].first($0) }.max() ?? 0
    let frame = frames[current]
    var firsts: [Int] = []
    for output in 0..<outputs {
      let warmUp = if case .compute(let computation) = work { computation.warmUp(of: output) } else { 0 }
      let (first, isTooLong) = start.addingReportingOverflow(warmUp)
      if isTooLong { throw .notComputable(feature: feature, reason: "it looks back further than can be counted") }
      firsts.append(first)
    }
    frames[current].nodes.append(
      Frame.Node(work: work, inputs: inputs, outputs: outputs, start: start, firsts: firsts, slot: frame.width))
    frames[current].width += outputs
    frames[current].known[key] = frame.nodes.count
    return frame.nodes.count
  }
}

// MARK: - What features are made of

extension FeatureBuilder {
  /// A column of the bars.
  mutating func bars(_ column: BarColumn) throws(FeatureError) -> Column {
    Column(node: try node(column.rawValue, []) { () throws(FeatureError) in .bars(column) }, output: 0)
  }

  /// All five.
  mutating func bars() throws(FeatureError) -> [Column] {
    var columns: [Column] = []
    for column in BarColumn.allCases { columns.append(try bars(column)) }
    return columns
  }

  /// A computation that is no indicator; computations of one name must be alike.
  mutating func computed(
    _ name: String, _ inputs: [Column], outputs: Int = 1, _ make: () -> any Computation
  ) throws(FeatureError) -> [Column] {
    let node = try node(name, inputs, outputs: outputs) { () throws(FeatureError) in .compute(make()) }
    return (0..<outputs).map { Column(node: node, output: $0) }
  }

  /// An indicator of columns: two for one that reads pairs, the bars' five for one that reads bars.
  mutating func indicator<Kind: IndicatorComputation & CataloguedIndicator>(
    _ type: Kind.Type, _ parameters: [Double], _ inputs: [Column]
  ) throws(FeatureError) -> [Column] {
    let feature = feature
    let declaration = type.declaration
    let outputs = max(1, declaration.outputs.count)
    let node = try node("\(declaration.code)\(parameters)", inputs, outputs: outputs) { () throws(FeatureError) in
      do throws(InvalidParameter) {
        return .compute(try Kind(parameters: parameters))
      } catch {
        throw FeatureError.invalidParameter(feature: feature, error)
      }
    }
    return (0..<outputs).map { Column(node: node, output: $0) }
  }

  /// An indicator of one column with one output.
  mutating func of<Kind: IndicatorComputation & CataloguedIndicator>(
    _ type: Kind.Type, _ parameters: Double..., input: Column
  ) throws(FeatureError) -> Column {
    try indicator(type, parameters, [input])[0]
  }

  /// The first output of an indicator of bars.
  mutating func ofBars<Kind: IndicatorComputation & CataloguedIndicator>(
    _ type: Kind.Type, _ parameters: Double..., output: Int = 0
  ) throws(FeatureError) -> Column {
    try indicator(type, parameters, try bars())[output]
  }

  /// A function of the numbers in a row.
  mutating func row(_ function: RowFunction, _ operands: Operand...) throws(FeatureError) -> Column {
    try row(function, operands)
  }

  mutating func row(_ function: RowFunction, _ operands: [Operand]) throws(FeatureError) -> Column {
    var inputs: [Column] = []
    var text = function.rawValue
    for operand in operands {
      switch operand {
      case .column(let column):
        inputs.append(column)
        text += " _"
      case .constant(let value): text += " \(value)"
      }
    }
    return try computed(text, inputs) { Elementwise(function, operands) }[0]
  }

  mutating func row(_ function: RowFunction, _ x: Column, _ y: Column) throws(FeatureError) -> Column {
    try row(function, .column(x), .column(y))
  }

  mutating func row(_ function: RowFunction, _ x: Column, _ y: Double) throws(FeatureError) -> Column {
    try row(function, .column(x), .constant(y))
  }

  mutating func row(_ function: RowFunction, _ x: Column) throws(FeatureError) -> Column { try row(function, .column(x)) }

  /// What a column held so many rows ago.
  mutating func lag(_ column: Column, _ length: Int) throws(FeatureError) -> Column {
    try computed("lag \(length)", [column]) { Lag(length) }[0]
  }

  /// A column of another frame, as it was at its last row that had closed by the end of this one's.
  mutating func carried(_ column: Column, from frame: Int) throws(FeatureError) -> Column {
    frame == current
      ? column
      : Column(
        node: try node("carry \(frame) \(column.node) \(column.output)", []) { () throws(FeatureError) in .carry(frame: frame, column) },
        output: 0)
  }

  /// The close of the symbol that the feature compares with, as of its last closed bar.
  mutating func othersClose() throws(FeatureError) -> Column {
    guard let comparison else {
      throw .notComputable(feature: feature, reason: "it compares with another symbol: write ETH-USDT.\(feature)")
    }
    let home = current
    let other = try frame(FrameKey(symbol: comparison, timeframe: nil))
    current = other
    let close = try bars(.close)
    current = home
    return try carried(close, from: other)
  }

  /// How many bars a year has, for what is told per year.
  func barsPerYear() throws(FeatureError) -> Double {
    let timeframe = frames[current].timeframe
    guard let count = calendar.observationsPerYear(timeframe) else {
      throw .notComputable(
        feature: feature,
        reason: "the calendar '\(calendar.name)' does not tell how many bars of \(timeframe) a year has; use std_dev or atr")
    }
    return count
  }
}
