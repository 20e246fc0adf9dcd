public import Market
internal import Statistics

/// What is to be foretold of each bar's close. Every label looks only at bars after its row, and says at which bar's end it was known.
///
///     try Label("direction:5").of(series)
///     try Label("triple_barrier:0.02,0.01,48").of(series)
public enum Label: Hashable, Sendable {
  /// 1 where the close has risen by more than a share after so many bars, −1 where it has fallen by more, 0 between.
  case direction(after: Int, deadZone: Double = 0)
  /// Growth of the close over the next bars.
  case forwardReturn(after: Int)
  /// Sample standard deviation of the next bars' logarithmic returns, per bar.
  case forwardVolatility(over: Int)
  /// Growth over the next bars less growth over as many bars before: whether a move speeds up.
  case momentumChange(after: Int)
  /// How far prices go against a position within the next bars, as a share of the close; never negative.
  case risk(over: Int, side: Side = .buy)
  /// Which of two barriers around the close is touched first.
  case tripleBarrier(Barriers)
  /// The direction of the next bars' trend, over the horizon at which it is clearest.
  case trendScanning(horizons: ClosedRange<Int>)

  /// Two prices and a time limit around a close (López de Prado, Advances in Financial Machine Learning, 2018, chapter 3).
  public struct Barriers: Hashable, Sendable {
    /// How far the barrier in favour is.
    public let profit: Double
    /// How far the barrier against is.
    public let loss: Double
    /// How many bars there are to touch one.
    public let limit: Int
    /// What distances are measured in.
    public let unit: Unit
    /// Which way the position is.
    public let side: Side

    /// What distances are measured in.
    public enum Unit: Hashable, Sendable {
      /// Shares of the close: 0.02 is two percent.
      case fraction
      /// Average true ranges over so many bars, at the row.
      case averageTrueRange(Int)
    }

    /// Barriers; distances above 0, the limit at least 1.
    public init(profit: Double, loss: Double, limit: Int, unit: Unit = .fraction, side: Side = .buy) {
      self.profit = profit
      self.loss = loss
      self.limit = limit
      self.unit = unit
      self.side = side
    }
  }

  /// The longest horizon.
  static let longest = 1_000_000

  /// A label from its text: a name, and its numbers behind a colon. ``grammar`` lists them.
  public init(_ text: String) throws(FeatureError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let form = Label.grammar.first(where: { $0.name == parts[0] }) else {
      let nearest = Suggestion.nearest(to: parts[0], in: Label.grammar.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
      throw .invalidRequest("unknown label '\(parts[0])'\(nearest); there are \(Label.grammar.map(\.name).joined(separator: ", "))")
    }
    let words = parts.count == 1 ? [] : parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let expected = form.arguments.split(separator: ",").map(String.init)
    let required = expected.count { !$0.hasSuffix("?") }
    guard (required...expected.count).contains(words.count) else {
      throw .invalidRequest("label '\(text)': it is written \(form.name):\(form.arguments), such as \(form.example)")
    }
    var numbers: [Double] = []
    for word in words {
      guard let number = Double(word), number.isFinite else { throw .invalidRequest("label '\(text)': '\(word)' is no number") }
      numbers.append(number)
    }
    func whole(_ position: Int) throws(FeatureError) -> Int {
      guard let value = Int(exactly: numbers[position]) else {
        throw .invalidRequest("label '\(text)': \(expected[position]) must be a whole number")
      }
      return value
    }
    switch form.name {
    case "direction": self = .direction(after: try whole(0), deadZone: numbers.count > 1 ? numbers[1] : 0)
    case "forward_return": self = .forwardReturn(after: try whole(0))
    case "forward_volatility": self = .forwardVolatility(over: try whole(0))
    case "momentum_change": self = .momentumChange(after: try whole(0))
    case "risk": self = .risk(over: try whole(0))
    case "risk_short": self = .risk(over: try whole(0), side: .sell)
    case "triple_barrier": self = .tripleBarrier(Barriers(profit: numbers[0], loss: numbers[1], limit: try whole(2)))
    case "atr_barrier":
      self = .tripleBarrier(
        Barriers(
          profit: numbers[0], loss: numbers[1], limit: try whole(2), unit: .averageTrueRange(numbers.count > 3 ? try whole(3) : 14)))
    default:
      let (least, greatest) = (try whole(0), try whole(1))
      guard least <= greatest else { throw .invalidRequest("label '\(text)': the shortest horizon comes first") }
      self = .trendScanning(horizons: least...greatest)
    }
    try check()
  }

  /// The labels' names with their numbers; those with a question mark may be left out.
  public static let grammar: [(name: String, arguments: String, example: String, summary: String)] = [
    ("direction", "bars,dead zone?", "direction:5,0.001", "1 up, -1 down, 0 within the dead zone"),
    ("forward_return", "bars", "forward_return:5", "growth of the close"),
    ("forward_volatility", "bars", "forward_volatility:20", "deviation of the coming logarithmic returns, per bar"),
    ("momentum_change", "bars", "momentum_change:10", "coming growth less past growth"),
    ("risk", "bars", "risk:20", "greatest move against a long position"),
    ("risk_short", "bars", "risk_short:20", "greatest move against a short position"),
    ("triple_barrier", "profit,loss,bars", "triple_barrier:0.02,0.01,48", "1 profit, -1 loss, 0 neither in time"),
    ("atr_barrier", "profit,loss,bars,atr period?", "atr_barrier:2,1,48", "the same in average true ranges"),
    ("trend_scanning", "shortest,longest", "trend_scanning:5,20", "direction of the clearest coming trend"),
  ]

  /// What its column is called.
  public var name: String {
    func text(_ value: Double) -> String { FeatureDefinition.text(value) }
    return switch self {
    case .direction(let bars, let zone): zone == 0 ? "direction_\(bars)" : "direction_\(bars)_\(text(zone))"
    case .forwardReturn(let bars): "forward_return_\(bars)"
    case .forwardVolatility(let bars): "forward_volatility_\(bars)"
    case .momentumChange(let bars): "momentum_change_\(bars)"
    case .risk(let bars, let side): side == .buy ? "risk_\(bars)" : "risk_short_\(bars)"
    case .tripleBarrier(let barriers): barriers.name
    case .trendScanning(let horizons): "trend_scanning_\(horizons.lowerBound)_\(horizons.upperBound)"
    }
  }

  /// Throws an error if its numbers are impossible.
  func check() throws(FeatureError) {
    func check(_ bars: Int, least: Int = 1) throws(FeatureError) {
      guard (least...Label.longest).contains(bars) else {
        throw .invalidRequest("\(name): the number of bars must be from \(least) to \(Label.longest), not \(bars)")
      }
    }
    switch self {
    case .direction(let bars, let zone):
      try check(bars)
      guard zone >= 0, zone < 1 else { throw .invalidRequest("\(name): the dead zone must be a share from 0 to below 1, not \(zone)") }
    case .forwardReturn(let bars), .momentumChange(let bars), .risk(let bars, _): try check(bars)
    case .forwardVolatility(let bars): try check(bars, least: 2)
    case .tripleBarrier(let barriers):
      try check(barriers.limit)
      guard barriers.profit > 0, barriers.loss > 0, barriers.profit.isFinite, barriers.loss.isFinite else {
        throw .invalidRequest("\(name): both barriers must be a distance above 0 away")
      }
      if case .averageTrueRange(let period) = barriers.unit { try check(period) }
    case .trendScanning(let horizons):
      try check(horizons.lowerBound, least: 2)
      try check(horizons.upperBound, least: 2)
    }
  }
}

extension Label.Barriers {
  fileprivate var name: String {
    let numbers = [profit, loss].map(FeatureDefinition.text).joined(separator: "_") + "_\(limit)"
    let stem =
      switch unit {
      case .fraction: "triple_barrier_\(numbers)"
      case .averageTrueRange(let period): "atr_barrier_\(numbers)_\(period)"
      }
    return side == .buy ? stem : "\(stem)_short"
  }
}
