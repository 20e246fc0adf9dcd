import Statistics

/// Which values of its parameters a strategy is tried with.
///
///     SweepPlan.grid([try SweepRange("fast=5:50:5"), try SweepRange("slow=20:200:10")], where: [try SweepCondition("fast<slow")])
///     SweepPlan.random(200, seed: 1, [try SweepRange("fast=2:100"), try SweepRange("slow=2:400")])
///     SweepPlan.list([["fast": 10, "slow": 30], ["fast": 12, "slow": 26]])
public struct SweepPlan: Hashable, Sendable {
  /// The greatest number of trials.
  public static let most = 1_000_000

  enum Kind: Hashable, Sendable {
    case grid
    case random(count: Int, seed: UInt64)
    case list([[String: Double]])
  }

  let kind: Kind
  let ranges: [SweepRange]
  let fixed: [String: Double]
  let conditions: [SweepCondition]

  /// Every combination, the last range changing fastest.
  ///
  /// - Parameters:
  ///   - ranges: at least one, of different parameters.
  ///   - fixed: values of other parameters; what is not named has its default.
  ///   - conditions: what must hold of a combination to be tried.
  public static func grid(_ ranges: [SweepRange], fixed: [String: Double] = [:], where conditions: [SweepCondition] = []) -> SweepPlan {
    SweepPlan(kind: .grid, ranges: ranges, fixed: fixed, conditions: conditions)
  }

  /// So many different combinations by chance.
  public static func random(
    _ count: Int, seed: UInt64, _ ranges: [SweepRange], fixed: [String: Double] = [:], where conditions: [SweepCondition] = []
  ) -> SweepPlan {
    SweepPlan(kind: .random(count: count, seed: seed), ranges: ranges, fixed: fixed, conditions: conditions)
  }

  /// These combinations; what one does not name has its default.
  public static func list(_ combinations: [[String: Double]], fixed: [String: Double] = [:]) -> SweepPlan {
    SweepPlan(kind: .list(combinations), ranges: [], fixed: fixed, conditions: [])
  }

  // MARK: - Combinations

  /// The values of every combination, in the order of the entry's parameters.
  ///
  /// - Throws: an error that says which range or parameter is wrong, and what is allowed.
  public func combinations(for entry: StrategyEntry) throws(StrategyError) -> [[Double]] {
    _ = try entry.resolve(fixed)
    for condition in conditions { try condition.check(entry) }
    if case .list(let combinations) = kind { return try listed(combinations, entry) }
    guard !ranges.isEmpty else { throw StrategyError("there is nothing to sweep over: give a range such as fast=5:50:5") }
    var positions: [Int] = []
    for range in ranges {
      let position = try entry.position(of: range.name)
      if positions.contains(position) { throw StrategyError("the parameter \(range.name) has two ranges: give one") }
      if fixed[range.name] != nil { throw StrategyError("the parameter \(range.name) is set, and has a range: give one of them") }
      for end in range.ends { _ = try entry.resolve([range.name: end]) }
      positions.append(position)
    }
    let start = try entry.resolve(fixed)
    return if case .random(let count, let seed) = kind { try drawn(count, seed, start, positions, entry) } else {
      try grid(start, positions, entry)
    }
  }

  private func grid(_ start: [Double], _ positions: [Int], _ entry: StrategyEntry) throws(StrategyError) -> [[Double]] {
    var axes: [[Double]] = []
    var total = 1
    for (range, position) in zip(ranges, positions) {
      let values = try range.grid(of: entry.parameters[position])
      if values.isEmpty { throw StrategyError("the range \(range) holds no whole number") }
      for value in values { _ = try entry.resolve([range.name: value]) }
      axes.append(values)
      // More than are kept may be looked at: a condition leaves out some.
      let (product, isOver) = total.multipliedReportingOverflow(by: values.count)
      guard !isOver, product <= 20 * Self.most else { throw Self.tooMany(nil) }
      total = product
    }
    var combinations: [[Double]] = []
    for number in 0..<total {
      var values = start
      var rest = number
      for axis in axes.indices.reversed() {
        values[positions[axis]] = axes[axis][rest % axes[axis].count]
        rest /= axes[axis].count
      }
      if conditions.allSatisfy({ $0.holds(values, entry) }) { combinations.append(values) }
    }
    if combinations.isEmpty { throw nothingLeft(of: total) }
    if combinations.count > Self.most { throw Self.tooMany(combinations.count) }
    return combinations
  }

  private func drawn(
    _ count: Int, _ seed: UInt64, _ start: [Double], _ positions: [Int], _ entry: StrategyEntry
  ) throws(StrategyError) -> [[Double]] {
    guard count >= 1 else { throw StrategyError("a random sweep of \(count) combinations is none: ask for at least 1") }
    guard count <= Self.most else { throw Self.tooMany(count) }
    for (range, position) in zip(ranges, positions) where entry.parameters[position].isWhole {
      if case .span(let from, let to) = range.kind, from.rounded(.up) > to {
        throw StrategyError("the range \(range) holds no whole number")
      }
    }
    var generator = SeededGenerator(seed: seed)
    var combinations: [[Double]] = []
    var seen: Set<[Double]> = []
    var misses = 0
    while combinations.count < count {
      var values = start
      for (range, position) in zip(ranges, positions) { values[position] = range.draw(for: entry.parameters[position], using: &generator) }
      // One that was drawn before says nothing new, and would count as another trial.
      if conditions.allSatisfy({ $0.holds(values, entry) }), seen.insert(values).inserted {
        combinations.append(values)
        misses = 0
      } else {
        misses += 1
        if misses > 10_000 {
          if combinations.isEmpty { throw nothingLeft(of: misses) }
          throw StrategyError(
            "\(count) different combinations were asked for, but there seem to be no more than \(combinations.count): ask for fewer, or sweep the whole grid"
          )
        }
      }
    }
    for values in combinations { _ = try entry.resolve(entry.named(values)) }
    return combinations
  }

  private func listed(_ list: [[String: Double]], _ entry: StrategyEntry) throws(StrategyError) -> [[Double]] {
    guard !list.isEmpty else { throw StrategyError("the list of combinations is empty: give at least one") }
    guard list.count <= Self.most else { throw Self.tooMany(list.count) }
    var combinations: [[Double]] = []
    var seen: [[Double]: Int] = [:]
    for (number, values) in list.enumerated() {
      if let name = values.keys.sorted().first(where: { fixed[$0] != nil }) {
        throw StrategyError("the parameter \(name) is set, and stands in the list: give one of them")
      }
      let resolved: [Double]
      do { resolved = try entry.resolve(fixed.merging(values) { $1 }) } catch { throw StrategyError("combination \(number + 1): \(error)") }
      if let twin = seen.updateValue(number, forKey: resolved) {
        throw StrategyError(
          "combinations \(twin + 1) and \(number + 1) of the list are the same: give each once, since every one counts as a trial")
      }
      combinations.append(resolved)
    }
    return combinations
  }

  private func nothingLeft(of total: Int) -> StrategyError {
    StrategyError("none of \(total) combinations fulfils \(conditions.map(\.description).joined(separator: " and ")): widen the ranges")
  }

  private static func tooMany(_ count: Int?) -> StrategyError {
    StrategyError(
      "\(count.map { "\($0) combinations are" } ?? "the ranges hold") more than the \(most) that can be tried: take longer steps, or a random sweep"
    )
  }
}

extension StrategyEntry {
  /// The position of a parameter, or an error with a suggestion.
  func position(of name: String) throws(StrategyError) -> Int {
    if let position = parameters.firstIndex(where: { $0.name == name }) { return position }
    throw unknownParameter(name)
  }

  /// Values under their names.
  func named(_ values: [Double]) -> [String: Double] { Dictionary(zip(parameters.map(\.name), values)) { first, _ in first } }
}
