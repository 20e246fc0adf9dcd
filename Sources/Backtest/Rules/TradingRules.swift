public import Market

/// Every assumption of a run but the strategy and the sizer: all of them are arguments, and all are printed in the report.
///
///     let rules = try TradingRules(
///       capital: 10_000, costs: Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0001), fills: .nextOpen,
///       exits: ExitRules(stop: .fraction(0.02)))
///
/// Capital, costs and the timing of fills have no default: a result means nothing without them.
public struct TradingRules: Hashable, Sendable {
  /// The money the account begins with.
  public let capital: Double
  /// Fees and slippage.
  public let costs: Costs
  /// When decisions are traded.
  public let fills: FillTiming
  /// Exits that are watched for every position.
  public let exits: ExitRules
  /// So many average true ranges of slippage are added to that of the costs.
  public let slippageRanges: Double
  /// Payments between holders of perpetual futures.
  public let funding: Funding
  /// What short positions and negative cash cost.
  public let borrow: Borrow
  /// The greatest share of a bar's volume that orders of a symbol get; `nil` fills everything.
  public let participation: Double?
  /// What quantities are traded.
  public let contract: Contract
  /// How much can be held, and when it is closed by force.
  public let leverage: Leverage
  /// What the engine watches for sizers, distances in ranges and slippage by volatility or regime; `nil` watches nothing.
  public let observation: Observation?

  /// Rules, or an error that names the number that is out of range.
  ///
  /// - Parameters:
  ///   - capital: above 0.
  ///   - costs: fees and slippage; `.frictionless` for a world that does not exist.
  ///   - fills: when decisions are traded; `.nextOpen` is what can be done.
  ///   - exits: stops, targets and time limits of every position.
  ///   - slippageRanges: 0 to 10; needs an observation.
  ///   - funding: payments at hours from 0 to 23 with rates from -0.1 to 0.1.
  ///   - borrow: rates per year, 0 to 10.
  ///   - participation: above 0, at most 1.
  ///   - contract: step and least value of an order.
  ///   - leverage: greatest leverage from 1 to 200, maintenance from 0 to below 1 / leverage.
  ///   - observation: what is watched of each symbol.
  public init(
    capital: Double, costs: Costs, fills: FillTiming, exits: ExitRules = .none, slippageRanges: Double = 0, funding: Funding = .none,
    borrow: Borrow = .none, participation: Double? = nil, contract: Contract = .continuous, leverage: Leverage = .none,
    observation: Observation? = nil
  ) throws(InvalidRules) {
    self.capital = capital
    self.costs = costs
    self.fills = fills
    self.exits = exits
    self.slippageRanges = slippageRanges
    self.funding = funding
    self.borrow = borrow
    self.participation = participation
    self.contract = contract
    self.leverage = leverage
    self.observation = observation
    try check()
  }
}

/// A number among the rules of a run that is out of range.
public struct InvalidRules: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which number it is.
  public let parameter: String
  /// What it was.
  public let value: String
  /// What it may be, and what to do.
  public let allowed: String

  /// What is wrong and what is allowed.
  public var description: String { "\(parameter) is \(value), but \(allowed)" }
}

extension TradingRules {
  private func check() throws(InvalidRules) {
    func require(_ holds: Bool, _ parameter: String, _ value: Double, _ allowed: String) throws(InvalidRules) {
      if !holds { throw InvalidRules(parameter: parameter, value: "\(value)", allowed: allowed) }
    }
    try require(
      capital > 0 && capital <= 1e15, "capital", capital, "must be above 0 and at most 1e15: an account without money can't trade")
    if case .limit(let offset, let bars) = fills {
      try require(offset >= 0 && offset < 1, "fills.limit.offset", offset, "must be from 0 to below 1, as a fraction of the price")
      try require(bars >= 1, "fills.limit.bars", Double(bars), "must be at least 1")
    }
    for (name, distance, limit) in exits.distances {
      let greatest = if case .fraction = distance { limit } else { 1e12 }
      try require(
        distance.amount > 0 && distance.amount < greatest, "exits.\(name)", distance.amount,
        "must be above 0 and below \(greatest)\(greatest == 1 ? ", as a fraction of the price (0.02 is 2 %)" : "")")
      if distance.needsRange, observation == nil {
        throw InvalidRules(parameter: "exits.\(name)", value: "\(distance)", allowed: "true ranges need an observation to be measured by")
      }
    }
    if let hold = exits.hold { try require(hold >= 1, "exits.hold", Double(hold), "must be at least 1 bar") }
    try require(slippageRanges >= 0 && slippageRanges <= 10, "slippageRanges", slippageRanges, "must be from 0 to 10")
    if observation == nil, slippageRanges > 0 || !costs.slippageByRegime.isEmpty {
      throw InvalidRules(
        parameter: "observation", value: "missing", allowed: "slippage by volatility or regime needs one to measure the market by")
    }
    try checkCarry(require)
    if let participation {
      try require(participation > 0 && participation <= 1, "participation", participation, "must be above 0 and at most 1")
    }
    try require(contract.step >= 0 && contract.step < 1e12, "contract.step", contract.step, "must be at least 0 and below 1e12")
    try require(
      contract.minimumNotional >= 0 && contract.minimumNotional < 1e15, "contract.minimumNotional", contract.minimumNotional,
      "must be at least 0 and below 1e15")
    try require(leverage.maximum >= 1 && leverage.maximum <= 200, "leverage.maximum", leverage.maximum, "must be from 1 to 200")
    try require(
      leverage.maintenance >= 0 && leverage.maintenance < 1 / leverage.maximum, "leverage.maintenance", leverage.maintenance,
      "must be at least 0 and below 1 / the greatest leverage: a position would be closed as it is opened")
    if let observation {
      try require((2...1_000).contains(observation.period), "observation.period", Double(observation.period), "must be from 2 to 1000 bars")
      try require(
        observation.barsPerYear > 0 && observation.barsPerYear < 1e12, "observation.barsPerYear", observation.barsPerYear,
        "must be above 0 and below 1e12")
      try require(
        observation.volatileRatio > 0 && observation.volatileRatio < 1e6, "observation.volatileRatio", observation.volatileRatio,
        "must be above 0")
      try require(
        (0...1).contains(observation.trendEfficiency), "observation.trendEfficiency", observation.trendEfficiency, "must be from 0 to 1")
    }
  }

  private func checkCarry(
    _ require: (Bool, String, Double, String) throws(InvalidRules) -> Void
  ) throws(InvalidRules) {
    switch funding {
    case .none: break
    case .daily(let rate, let hours):
      try require(abs(rate) <= 0.1, "funding.rate", rate, "must be from -0.1 to 0.1, as a fraction of the position's value")
      for hour in hours { try require((0...23).contains(hour), "funding.hours", Double(hour), "must be hours of the UTC day, 0 to 23") }
      try require(!hours.isEmpty, "funding.hours", 0, "must name at least one hour of the day")
    case .rates(let rates):
      for rate in rates {
        try require(abs(rate.rate) <= 0.1, "funding.rates", rate.rate, "must be from -0.1 to 0.1, as a fraction of the position's value")
      }
      for (earlier, later) in zip(rates, rates.dropFirst()) where later.time <= earlier.time {
        throw InvalidRules(
          parameter: "funding.rates", value: "\(later.time) after \(earlier.time)", allowed: "payments must be in ascending time")
      }
    }
    try require((0...10).contains(borrow.shortRate), "borrow.shortRate", borrow.shortRate, "must be from 0 to 10 per year")
    try require((0...10).contains(borrow.cashRate), "borrow.cashRate", borrow.cashRate, "must be from 0 to 10 per year")
  }
}

extension TradingRules: Codable {
  private enum CodingKeys: String, CodingKey {
    case capital, costs, fills, exits, slippageRanges, funding, borrow, participation, contract, leverage, observation
  }

  /// Reads rules and checks their ranges.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      capital: values.decode(Double.self, forKey: .capital), costs: values.decode(Costs.self, forKey: .costs),
      fills: values.decode(FillTiming.self, forKey: .fills), exits: values.decode(ExitRules.self, forKey: .exits),
      slippageRanges: values.decode(Double.self, forKey: .slippageRanges), funding: values.decode(Funding.self, forKey: .funding),
      borrow: values.decode(Borrow.self, forKey: .borrow), participation: values.decodeIfPresent(Double.self, forKey: .participation),
      contract: values.decode(Contract.self, forKey: .contract), leverage: values.decode(Leverage.self, forKey: .leverage),
      observation: values.decodeIfPresent(Observation.self, forKey: .observation))
  }
}
