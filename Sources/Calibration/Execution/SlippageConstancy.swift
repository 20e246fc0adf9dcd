internal import Market
internal import Statistics

/// Whether slippages vary as a market's do, or are what an engine puts in.
enum SlippageConstancy: Hashable {
  /// They vary.
  case varying(standardDeviation: Double)
  /// All are the same number.
  case constant(Double)
  /// Every single one is what was assumed for its time and regime.
  case asAssumed

  /// How far apart from a number slippages may be and still count as that number, as a fraction of it: engines round prices.
  private static let tolerance = 0.005

  init(_ fills: [ExecutedFill], slippages: [Double], assumed: Costs) {
    let deviation = Moments(slippages).standardDeviation
    guard let first = slippages.first else {
      self = .varying(standardDeviation: .nan)
      return
    }
    func isNear(_ slippage: Double, _ number: Double) -> Bool {
      abs(slippage - number) <= SlippageConstancy.tolerance * abs(number) + 1e-12
    }
    // Nothing assumed and nothing lost is no assumption that measures itself: there is nothing that somebody put in.
    let isAssumed =
      assumed.slippage > 0
      && fills.indices.allSatisfy { index in
        isNear(slippages[index], assumed.slippage(at: fills[index].fill.decided, regime: fills[index].regime))
      }
    if isAssumed {
      self = .asAssumed
    } else if slippages.allSatisfy({ isNear($0, first) }) {
      self = .constant(first)
    } else {
      self = .varying(standardDeviation: deviation)
    }
  }

  var standardDeviation: Double {
    if case .varying(let deviation) = self { return deviation }
    return 0
  }
}
