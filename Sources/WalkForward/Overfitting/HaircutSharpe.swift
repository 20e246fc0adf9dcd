public import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// What is left of a Sharpe ratio when its p-value has paid for all the strategies that were tried.
///
///     let haircut = try HaircutSharpe(of: winner, among: allTheSharpes)
///     haircut.holm.annualSharpe     // the ratio that would have been as convincing had it been the only one
///     haircut.holm.haircut          // 0.6: six tenths are cut off
///
/// The t-ratio of the mean return becomes a two-sided p-value, the p-value is adjusted, and what comes out is turned back into a ratio.
/// High ratios lose little, marginal ones nearly all. Harvey & Liu, "Backtesting", Journal of Portfolio Management 42, 2015.
///
/// Harvey and Liu draw the other strategies' p-values from a model of published factors. Here they are the ones of the strategies that were
/// really tried, because a search knows them.
public struct HaircutSharpe: Sendable, Hashable, Codable {
  /// One way to pay.
  public struct Adjusted: Sendable, Hashable, Codable {
    /// The p-value after paying, two-sided.
    public let pValue: Double
    /// The annual Sharpe ratio that has this p-value; of the sign of the original.
    public let annualSharpe: Double
    /// The share of the ratio that was cut off, 0 to 1.
    public let haircut: Double
  }

  /// The ratio before.
  public let sharpe: SharpeRatio
  /// Its two-sided p-value before.
  public let pValue: Double
  /// How many strategies were tried.
  public let trials: Int
  /// Paid by multiplying with the number of trials.
  public let bonferroni: Adjusted
  /// Paid as if the trials were independent: `1 − (1 − p)ᴺ`.
  public let independent: Adjusted
  /// Paid by Holm's steps; `nil` where only the number of trials is known.
  public let holm: Adjusted?
  /// Paid by the steps of Benjamini, Hochberg & Yekutieli; `nil` where only the number of trials is known.
  public let benjaminiYekutieli: Adjusted?

  /// Cuts a ratio where only the number of trials is known.
  ///
  /// - Parameters:
  ///   - sharpe: of at least 30 observations, not 0.
  ///   - trials: how many strategies were tried, 1 or more.
  public init(of sharpe: SharpeRatio, trials: Int) throws(WalkForwardError) {
    try WalkForwardError.check(trials: Double(trials), "HaircutSharpe")
    try self.init(sharpe, trials: trials, others: nil)
  }

  /// Cuts a ratio among those of all strategies that were tried.
  ///
  /// - Parameters:
  ///   - sharpe: of at least 30 observations, not 0.
  ///   - tried: the ratios of all strategies, the one that is cut included.
  public init(of sharpe: SharpeRatio, among tried: [SharpeRatio]) throws(WalkForwardError) {
    guard let own = tried.firstIndex(of: sharpe) else {
      throw WalkForwardError(
        .outOfRange, "HaircutSharpe", "among", "does not hold the ratio itself; hand in every strategy that was tried, the winner too.")
    }
    if let short = tried.firstIndex(where: { !$0.isSufficient }) {
      throw WalkForwardError(
        .outOfRange,
        "HaircutSharpe", "among",
        "the ratio at index \(short) has \(tried[short].count) observations; \(SharpeRatio.fewestObservations) are needed.")
    }
    try self.init(sharpe, trials: tried.count, others: (tried.map(Self.pValue), own))
  }

  private init(_ sharpe: SharpeRatio, trials: Int, others: (pValues: [Double], own: Int)?) throws(WalkForwardError) {
    guard sharpe.isSufficient, sharpe.perPeriod != 0 else {
      throw WalkForwardError(
        .outOfRange,
        "HaircutSharpe", "sharpe",
        sharpe.isSufficient
          ? "is 0; there is nothing to cut."
          : "has \(sharpe.count) observations; \(SharpeRatio.fewestObservations) are needed. Report insufficient evidence.")
    }
    let own = Self.pValue(sharpe)
    self.sharpe = sharpe
    pValue = own
    self.trials = trials
    func adjusted(_ pValue: Double) -> Adjusted {
      let size = min(NormalDistribution.standard.upperQuantile(min(1, pValue) / 2), sharpe.tRatio.magnitude)
      let annual = size / Double(sharpe.count).squareRoot() * sharpe.periodsPerYear.squareRoot()
      return Adjusted(
        pValue: min(1, pValue), annualSharpe: sharpe.perPeriod < 0 ? -annual : annual, haircut: 1 - size / sharpe.tRatio.magnitude)
    }
    bonferroni = adjusted(own * Double(trials))
    // 1 − (1 − p)ᴺ by powers would lose a small p beside 1.
    independent = adjusted(Self.complement(own, trials))
    do {
      holm = try others.map { adjusted(try MultipleTesting.holm($0.pValues)[$0.own]) }
      benjaminiYekutieli = try others.map { adjusted(try MultipleTesting.benjaminiYekutieli($0.pValues)[$0.own]) }
    } catch let error as StatisticsError {
      throw WalkForwardError("HaircutSharpe", error)
    } catch {
      throw WalkForwardError(.outOfRange, "HaircutSharpe", "among", "\(error)")
    }
  }

  private static func pValue(_ sharpe: SharpeRatio) -> Double { 2 * NormalDistribution.standard.survival(sharpe.tRatio.magnitude) }

  private static func complement(_ p: Double, _ trials: Int) -> Double {
    p >= 1 ? 1 : -expm1(Double(trials) * log1p(-p))
  }
}
