public import Market

// MARK: - One after the other

/// An indicator of an indicator: what the first answers is handed to the second. Their warm-ups add up.
public struct Then<First: Indicator, Second: Indicator>: Indicator where First.Output == Second.Input {
  private var first: First
  private var second: Second

  init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  /// The warm-ups of both, added.
  public var warmUp: Int { first.warmUp + second.warmUp }

  /// Hands the input to the first and its answer to the second.
  public mutating func update(_ input: First.Input) -> Second.Output? { first.update(input).flatMap { second.update($0) } }
}

extension Then: Equatable where First: Equatable, Second: Equatable {}
extension Then: Encodable where First: Encodable, Second: Encodable {}
extension Then: Decodable where First: Decodable, Second: Decodable {}
extension Then: SeriesIndicator where First: SeriesIndicator, Second: SeriesIndicator {}

extension Indicator {
  /// This indicator, and another of its outputs: `try RSI(14).then(EMA(9))`.
  public func then<Second: Indicator>(_ second: Second) -> Then<Self, Second> { Then(self, second) }

  /// This indicator with every output changed by a function.
  public func map<NewOutput>(_ transform: @escaping @Sendable (Output) -> NewOutput) -> Map<Self, NewOutput> { Map(self, transform) }

  /// This indicator of one price of the bars it is handed: `try RSI(14).on(\.close)`, `try SMA(20).on(\.typical)`.
  public func on(_ price: KeyPath<PriceOfBar.Choices, PriceOfBar>) -> OnPrice<Self> where Input == Double {
    OnPrice(self, PriceOfBar.Choices()[keyPath: price])
  }
}

// MARK: - Changed outputs

/// An indicator whose outputs are changed by a function.
public struct Map<Base: Indicator, Output>: Indicator {
  private var base: Base
  private let transform: @Sendable (Base.Output) -> Output

  init(_ base: Base, _ transform: @escaping @Sendable (Base.Output) -> Output) {
    self.base = base
    self.transform = transform
  }

  /// That of the indicator it changes.
  public var warmUp: Int { base.warmUp }

  /// Takes the next input and changes the answer.
  public mutating func update(_ input: Base.Input) -> Output? { base.update(input).map(transform) }
}

// MARK: - One price of a bar

/// Which price of a bar an indicator reads.
public enum PriceOfBar: String, Hashable, CaseIterable, Codable, Sendable {
  case open, high, low, close, volume, median, typical, weighted, average

  /// The names that can stand after `\.` in ``Indicator/on(_:)``.
  public struct Choices: Sendable {
    /// The first price.
    public let open = PriceOfBar.open
    /// The highest price.
    public let high = PriceOfBar.high
    /// The lowest price.
    public let low = PriceOfBar.low
    /// The last price.
    public let close = PriceOfBar.close
    /// The size traded.
    public let volume = PriceOfBar.volume
    /// The mean of high and low.
    public let median = PriceOfBar.median
    /// The mean of high, low and close.
    public let typical = PriceOfBar.typical
    /// The mean of high, low and twice the close.
    public let weighted = PriceOfBar.weighted
    /// The mean of open, high, low and close.
    public let average = PriceOfBar.average
  }

  /// The price of a bar.
  @inlinable
  public func of(_ bar: Bar) -> Double {
    switch self {
    case .open: bar.open
    case .high: bar.high
    case .low: bar.low
    case .close: bar.close
    case .volume: bar.volume
    case .median: (bar.high + bar.low) / 2
    case .typical: (bar.high + bar.low + bar.close) / 3
    case .weighted: (bar.high + bar.low + bar.close * 2) / 4
    case .average: (bar.high + bar.low + bar.close + bar.open) / 4
    }
  }
}

/// An indicator of one price of the bars it is handed.
public struct OnPrice<Base: Indicator>: Indicator where Base.Input == Double {
  private var base: Base
  private let price: PriceOfBar

  init(_ base: Base, _ price: PriceOfBar) {
    self.base = base
    self.price = price
  }

  /// That of the indicator it feeds.
  public var warmUp: Int { base.warmUp }

  /// Hands on one price of the bar.
  public mutating func update(_ bar: Bar) -> Base.Output? { base.update(price.of(bar)) }
}

extension OnPrice: Equatable where Base: Equatable {}
extension OnPrice: Encodable where Base: Encodable {}
extension OnPrice: Decodable where Base: Decodable {}
extension OnPrice: SeriesIndicator where Base: SeriesIndicator {}
