/// Successive halving: many configurations get little to spend, the best of them more, the best of those more again.
///
///     let halving = Halving(configurations: 27, reduction: 3, from: 10, to: 270)     // 27 with 10, 9 with 30, 3 with 90, 1 with 270
///
/// What is spent is the caller's: trees, rows, years of history (``TrialRun/resource``). When one bracket is over and the budget is not,
/// the next begins with new configurations. Jamieson & Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization",
/// AISTATS 2016.
public struct Halving: Sendable, Hashable {
  /// How many configurations a bracket begins with.
  public let configurations: Int
  /// One of so many survives each rung, and gets so many times as much.
  public let reduction: Int
  /// What each gets at first.
  public let least: Double
  /// The most that any gets.
  public let greatest: Double

  /// A plan for brackets.
  ///
  /// - Parameters:
  ///   - configurations: how many a bracket begins with, 2 or more.
  ///   - reduction: one of so many survives, 2 or more.
  ///   - least: what each gets at first, above 0.
  ///   - greatest: the most that any gets, at least `least`.
  public init(configurations: Int, reduction: Int, from least: Double, to greatest: Double) {
    self.configurations = configurations
    self.reduction = reduction
    self.least = least
    self.greatest = greatest
  }

  func check() throws(WalkForwardError) {
    func refuse(_ parameter: String, _ message: String) -> WalkForwardError { .init(.outOfRange, "Halving", parameter, message) }
    if configurations < 2 || configurations > 1_000_000 {
      throw refuse("configurations", "is \(configurations); it must be from 2 to 1 000 000.")
    }
    if reduction < 2 || reduction > 1_000 { throw refuse("reduction", "is \(reduction); it must be from 2 to 1 000, such as 3.") }
    if !(least > 0 && greatest >= least && greatest.isFinite) {
      throw refuse("least", "is \(least) and the greatest \(greatest); the least must be above 0, the greatest finite and not below it.")
    }
  }

  /// What each rung spends, and how many configurations it holds at most.
  var rungs: [(resource: Double, size: Int)] {
    var rungs = [(resource: least, size: configurations)]
    // Room for rounding, so that 10 × 3 × 3 × 3 reaches 270.
    while let last = rungs.last, last.size > 1, last.resource * Double(reduction) <= greatest * (1 + 1e-9) {
      rungs.append((last.resource * Double(reduction), max(1, last.size / reduction)))
    }
    return rungs
  }
}
