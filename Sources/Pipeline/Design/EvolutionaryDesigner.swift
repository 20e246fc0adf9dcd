import Backtest
import Market
public import Statistics

/// Makes new strategies of those there are: other numbers, numbers of two, filters around them, and the same in another market.
///
/// Half of what it makes goes where the roster has gaps.
public struct EvolutionaryDesigner: StrategyDesigner {
  /// The designer.
  public init() {}

  /// Its name.
  public var name: String { "evolution" }

  /// Thinks of strategies.
  public func design(_ brief: DesignBrief, count: Int, using generator: inout SeededGenerator) async throws -> [Design] {
    var known = Set(brief.roster.map(\.specification))
    var designs: [Design] = []
    // A design that is known already is no loss: there are always others.
    for _ in 0..<count * 8 where designs.count < count {
      guard let design = one(brief, &generator), known.insert(design.specification).inserted else { continue }
      designs.append(design)
    }
    return designs
  }

  private func one(_ brief: DesignBrief, _ generator: inout SeededGenerator) -> Design? {
    if generator.chance(0.5) || brief.roster.isEmpty {
      guard !brief.gaps.isEmpty else { return nil }
      let gap = brief.gaps[generator.integer(below: max(1, brief.gaps.count / 2))]
      return fill(gap, brief, &generator)
    }
    // The better of two by chance: good ones have more children, none has all.
    let places = (generator.integer(below: brief.roster.count), generator.integer(below: brief.roster.count))
    let parent = brief.roster[min(places.0, places.1)]
    switch generator.integer(below: 3) {
    case 0: return mutation(of: parent, brief, &generator)
    case 1: return crossover(parent, brief, &generator) ?? mutation(of: parent, brief, &generator)
    default: return filtering(parent, brief, &generator)
    }
  }

  /// A kind of strategy where there is none: as it is elsewhere, or with numbers of its own.
  private func fill(_ gap: DesignGap, _ brief: DesignBrief, _ generator: inout SeededGenerator) -> Design? {
    guard let entry = try? brief.catalogue.entry(gap.strategy) else { return nil }
    if let model = brief.roster.first(where: { $0.specification.strategy == gap.strategy && $0.specification.symbol != gap.market.symbol }),
      generator.chance(0.5),
      let moved = try? StrategySpecification(
        gap.strategy, model.specification.values, filters: model.specification.filters, symbol: gap.market.symbol,
        timeframe: gap.market.timeframe, leader: leader(entry, gap.market, brief), catalogue: brief.catalogue)
    {
      return Design(moved, origin: "transplant", parent: model.id)
    }
    let values = varied(Dictionary(uniqueKeysWithValues: entry.parameters.map { ($0.name, $0.defaultValue) }), entry, &generator)
    return
      (try? StrategySpecification(
        gap.strategy, values, symbol: gap.market.symbol, timeframe: gap.market.timeframe, leader: leader(entry, gap.market, brief),
        catalogue: brief.catalogue)).map { Design($0, origin: "gap") }
  }

  private func leader(_ entry: StrategyEntry, _ market: DesignMarket, _ brief: DesignBrief) -> Symbol? {
    guard entry.bars == .leader else { return nil }
    return brief.markets.first { $0.timeframe == market.timeframe && $0.symbol != market.symbol }?.symbol
  }

  private func mutation(of parent: StrategyRecord, _ brief: DesignBrief, _ generator: inout SeededGenerator) -> Design? {
    let old = parent.specification
    guard let entry = try? brief.catalogue.entry(old.strategy), !entry.parameters.isEmpty else { return nil }
    return remade(old, varied(old.values, entry, &generator), old.filters, brief).map { Design($0, origin: "mutation", parent: parent.id) }
  }

  private func crossover(_ parent: StrategyRecord, _ brief: DesignBrief, _ generator: inout SeededGenerator) -> Design? {
    let old = parent.specification
    let others = brief.roster.filter { $0.specification.strategy == old.strategy && $0.id != parent.id }
    guard let other = generator.element(of: others) else { return nil }
    var values = old.values
    for name in values.keys.sorted() where generator.chance(0.5) { values[name] = other.specification.values[name] ?? values[name] }
    let filters = generator.chance(0.5) ? old.filters : other.specification.filters
    return remade(old, values, filters, brief).map { Design($0, origin: "crossover", parent: parent.id) }
  }

  private func filtering(_ parent: StrategyRecord, _ brief: DesignBrief, _ generator: inout SeededGenerator) -> Design? {
    let old = parent.specification
    var filters = old.filters
    if filters.count >= 2 || !filters.isEmpty && generator.chance(0.3) {
      filters.remove(at: generator.integer(below: filters.count))
    } else {
      let filter: FilterSpecification =
        switch generator.integer(below: 4) {
        case 0: .trend(period: [50, 100, 200, 400][generator.integer(below: 4)])
        case 1:
          generator.chance(0.5)
            ? .volatility(period: 20, history: 200, from: 0, to: 70) : .volatility(period: 20, history: 200, from: 30, to: 100)
        case 2: .hours(from: 6 * generator.integer(below: 4), until: 24)
        default: .cooldown(bars: [3, 6, 12, 24][generator.integer(below: 4)])
        }
      guard filter != .hours(from: 0, until: 24), !filters.contains(filter) else { return nil }
      filters.append(filter)
    }
    return remade(old, old.values, filters, brief).map { Design($0, origin: "filter", parent: parent.id) }
  }

  private func remade(
    _ old: StrategySpecification, _ values: [String: Double], _ filters: [FilterSpecification], _ brief: DesignBrief
  ) -> StrategySpecification? {
    try? StrategySpecification(
      old.strategy, values, filters: filters, symbol: old.symbol, timeframe: old.timeframe, leader: old.leader, catalogue: brief.catalogue)
  }

  /// Values in which some have been changed: periods and factors by a factor, switches thrown.
  private func varied(_ values: [String: Double], _ entry: StrategyEntry, _ generator: inout SeededGenerator) -> [String: Double] {
    ParameterVariation.varied(values, entry.parameters, &generator)
  }
}

/// Other numbers near some numbers: what mutation and tuning try.
enum ParameterVariation {
  static func varied(_ values: [String: Double], _ parameters: [StrategyParameter], _ generator: inout SeededGenerator) -> [String: Double]
  {
    var values = values
    guard let chosen = generator.element(of: parameters) else { return values }
    for parameter in parameters where parameter.name == chosen.name || generator.chance(0.4) {
      let old = values[parameter.name] ?? parameter.defaultValue
      values[parameter.name] = varied(old, parameter, &generator)
    }
    return values
  }

  private static func varied(_ old: Double, _ parameter: StrategyParameter, _ generator: inout SeededGenerator) -> Double {
    let (low, high) = (parameter.range.lowerBound, parameter.range.upperBound)
    if parameter.isWhole, high - low <= 3 { return low + Double(generator.integer(below: Int(high - low) + 1)) }
    // From two thirds to one and a half times, both equally probable; what is 0 moves by a tenth of the usual value.
    let step = generator.uniform()
    let factor = generator.chance(0.5) ? 1 + 0.5 * step : 1 / (1 + 0.5 * step)
    var value = old == 0 ? (parameter.defaultValue == 0 ? (high - low) * 0.01 : parameter.defaultValue) * (step - 0.5) : old * factor
    if parameter.isWhole {
      value = value.rounded()
      if value == old { value += generator.chance(0.5) ? 1 : -1 }
    } else if value.magnitude > 0 {
      // Three digits are enough to say what was meant.
      let scale = Double("1e\(Int(2 - Self.exponent(value)))") ?? 1
      value = (value * scale).rounded() / scale
    }
    return min(max(value, low), high)
  }

  private static func exponent(_ value: Double) -> Double {
    var (size, exponent) = (value.magnitude, 0.0)
    while size >= 10 { (size, exponent) = (size / 10, exponent + 1) }
    while size < 1 { (size, exponent) = (size * 10, exponent - 1) }
    return exponent
  }
}
