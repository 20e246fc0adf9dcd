public import Market

/// Everything a sizer may look at: the intended trade, the account, and what is known about the symbol.
///
/// Plain stored values, so that a request costs no allocation. Whether they are possible is asked by every sizer before it answers:
/// see ``refusal``.
public struct SizingRequest: Sendable, Hashable {
  /// What is to be traded.
  public var symbol: Symbol
  /// Buy to open or enlarge a long position (or close a short one), sell for the opposite.
  public var side: Side
  /// The price the quantity is reckoned at, above 0.
  public var price: Double
  /// When the question is asked.
  public var time: Timestamp
  /// The value of the whole account, marked to market.
  public var equity: Double
  /// Money that is free to open positions with, of either side.
  public var cash: Double
  /// What is held of the symbol already, in units; negative if short.
  public var heldQuantity: Double
  /// The value of the symbol's position, long or short, at least 0.
  public var symbolExposure: Double
  /// The value of all positions of the symbol's correlated group, long and short added up, its own included; `nil` if it is in no group.
  public var groupExposure: Double?
  /// The value of all positions, long and short added up, at least 0.
  public var totalExposure: Double
  /// How far the account's equity is below its peak, as a fraction of the peak: 0 to 1.
  public var drawdown: Double
  /// How sure the strategy is, 0 to 1.
  public var confidence: Double
  /// Where the trade would be given up, if that is known: below the price to buy, above it to sell.
  public var stopPrice: Double?
  /// The average true range of the symbol, in units of price.
  public var averageTrueRange: Double?
  /// The standard deviation of the symbol's returns, a year.
  public var annualVolatility: Double?
  /// How probable it is that this trade, on this side, wins: 0 to 1.
  public var winProbability: Double?
  /// What a winning trade brings for each unit that a losing trade costs, above 0.
  public var payoff: Double?
  /// The expected return of the symbol over the trade, as a fraction; negative if it is expected to fall.
  public var expectedReturn: Double?
  /// The variance of the symbol's return over the trade, above 0.
  public var returnVariance: Double?
  /// How many observations the probability, or the expected return, was estimated from.
  public var sampleCount: Int?

  /// A request about an intended trade; what is left out counts as nothing held, full confidence, and not known.
  public init(
    symbol: Symbol, side: Side, price: Double, time: Timestamp, equity: Double, cash: Double, heldQuantity: Double = 0,
    symbolExposure: Double = 0, groupExposure: Double? = nil, totalExposure: Double = 0, drawdown: Double = 0, confidence: Double = 1,
    stopPrice: Double? = nil, averageTrueRange: Double? = nil, annualVolatility: Double? = nil, winProbability: Double? = nil,
    payoff: Double? = nil, expectedReturn: Double? = nil, returnVariance: Double? = nil, sampleCount: Int? = nil
  ) {
    self.symbol = symbol
    self.side = side
    self.price = price
    self.time = time
    self.equity = equity
    self.cash = cash
    self.heldQuantity = heldQuantity
    self.symbolExposure = symbolExposure
    self.groupExposure = groupExposure
    self.totalExposure = totalExposure
    self.drawdown = drawdown
    self.confidence = confidence
    self.stopPrice = stopPrice
    self.averageTrueRange = averageTrueRange
    self.annualVolatility = annualVolatility
    self.winProbability = winProbability
    self.payoff = payoff
    self.expectedReturn = expectedReturn
    self.returnVariance = returnVariance
    self.sampleCount = sampleCount
  }
}

extension SizingRequest {
  /// Why no sizer can answer this request; `nil` if every number is possible.
  ///
  /// What is not known (`nil`) is no problem here: only a sizer that needs it refuses for it.
  public var refusal: SizingRefusal? {
    if !(price > 0 && price < .infinity) { return SizingRefusal("price", price, "must be above 0 and finite") }
    if !(equity > 0 && equity < .infinity) {
      return SizingRefusal("equity", equity, "must be above 0 and finite: an account without money can't trade")
    }
    if !cash.isFinite { return SizingRefusal("cash", cash, "must be finite") }
    if !heldQuantity.isFinite { return SizingRefusal("held_quantity", heldQuantity, "must be finite") }
    if !isExposure(symbolExposure) { return SizingRefusal("symbol_exposure", symbolExposure, "must be at least 0 and finite") }
    if let groupExposure, !isExposure(groupExposure) {
      return SizingRefusal("group_exposure", groupExposure, "must be at least 0 and finite")
    }
    if !isExposure(totalExposure) { return SizingRefusal("total_exposure", totalExposure, "must be at least 0 and finite") }
    if !isShare(drawdown) { return SizingRefusal("drawdown", drawdown, "must be between 0 and 1") }
    if !isShare(confidence) { return SizingRefusal("confidence", confidence, "must be between 0 and 1") }
    return refusalOfEstimates
  }

  private var refusalOfEstimates: SizingRefusal? {
    if let stopPrice {
      let isBeyond = side == .buy ? stopPrice < price : stopPrice > price
      if !(stopPrice > 0 && stopPrice < .infinity && isBeyond) {
        return SizingRefusal("stop_price", stopPrice, "must be above 0, below the price to buy and above it to sell")
      }
    }
    if let averageTrueRange, !isExposure(averageTrueRange) {
      return SizingRefusal("average_true_range", averageTrueRange, "must be at least 0 and finite")
    }
    if let annualVolatility, !isExposure(annualVolatility) {
      return SizingRefusal("annual_volatility", annualVolatility, "must be at least 0 and finite")
    }
    if let winProbability, !isShare(winProbability) {
      return SizingRefusal("win_probability", winProbability, "must be between 0 and 1")
    }
    if let payoff, !(payoff > 0 && payoff < .infinity) { return SizingRefusal("payoff", payoff, "must be above 0 and finite") }
    if let expectedReturn, !expectedReturn.isFinite { return SizingRefusal("expected_return", expectedReturn, "must be finite") }
    if let returnVariance, !(returnVariance > 0 && returnVariance < .infinity) {
      return SizingRefusal("return_variance", returnVariance, "must be above 0 and finite")
    }
    if let sampleCount, sampleCount < 1 { return SizingRefusal("sample_count", Double(sampleCount), "must be at least 1") }
    return nil
  }

  private func isExposure(_ value: Double) -> Bool { value >= 0 && value < .infinity }
  private func isShare(_ value: Double) -> Bool { value >= 0 && value <= 1 }
}
