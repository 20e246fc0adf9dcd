public import Indicators
public import Market

/// The bars of one series, and what runs over them share.
public struct SharedBars: Sendable {
  /// The bars.
  public let series: BarSeries
  private let identity: SeriesIdentity
  private let work: SharedWork

  /// Bars, whose shared work is kept in a place.
  public init(_ series: BarSeries, in work: SharedWork) {
    self.series = series
    self.work = work
    identity = SeriesIdentity(series)
  }

  /// What was computed of these bars under a name and with these parameters, or is now.
  ///
  /// - Parameters:
  ///   - what: what is computed; whatever it depends on beside the bars and the parameters belongs into it.
  ///   - parameters: its numbers.
  ///   - bytes: about how much memory it takes.
  ///   - make: computes it; it must not ask for the same. What it throws is not kept.
  public func value<Value: Sendable>(
    _ what: String, _ parameters: [Double], bytes: (Value) -> Int = { _ in 0 }, _ make: () throws -> Value
  ) throws -> Value {
    try work.value(for: SharedWork.Request(series: identity, what: "\(Value.self) \(what)", parameters: parameters), bytes: bytes, make)
  }

  /// An indicator of a price of the bars, which reads what it answers from a shared column.
  ///
  /// The column is filled by the indicator's own steps, so that a replay answers the same bits.
  public func replay<Base: CataloguedIndicator>(
    _ type: Base.Type, _ parameters: [Double], of price: PriceOfBar = .close
  ) throws -> Replay<Base> where Base.Input == Double, Base.Output: Sendable {
    try replay(try Base(parameters: parameters), Base.declaration.code, parameters, "\(price)") { price.of($0) }
  }

  /// An indicator of highs and lows, which reads what it answers from a shared column.
  public func replay<Base: CataloguedIndicator>(
    _ type: Base.Type, _ parameters: [Double]
  ) throws -> Replay<Base> where Base.Input == Pair, Base.Output: Sendable {
    try replay(try Base(parameters: parameters), Base.declaration.code, parameters, "high and low") { Pair($0.high, $0.low) }
  }

  /// An indicator of whole bars, which reads what it answers from a shared column.
  public func replay<Base: CataloguedIndicator>(
    _ type: Base.Type, _ parameters: [Double]
  ) throws -> Replay<Base> where Base.Input == Bar, Base.Output: Sendable {
    try replay(try Base(parameters: parameters), Base.declaration.code, parameters, "bars") { $0 }
  }

  private func replay<Base: Indicator>(
    _ indicator: Base, _ name: String, _ parameters: [Double], _ input: String, _ read: (Bar) -> Base.Input
  ) throws -> Replay<Base> where Base.Output: Sendable {
    let column: [Base.Output] = try value(
      "\(name) of \(input)", parameters, bytes: { $0.count * MemoryLayout<Base.Output>.stride }
    ) {
      var indicator = indicator
      var outputs: [Base.Output] = work.column(series.count)
      for bar in series { if let output = indicator.update(read(bar)) { outputs.append(output) } }
      return outputs
    }
    return Replay(column, rows: series.count)
  }
}

/// Which series it is: equal for equal bars of one symbol and timeframe, whoever holds them.
struct SeriesIdentity: Hashable, Sendable {
  let symbol: Symbol
  let timeframe: Timeframe
  let digest: UInt64

  init(_ series: BarSeries) {
    symbol = series.symbol
    timeframe = series.timeframe
    var digest = Digest()
    digest.add(series)
    self.digest = digest.value
  }
}
