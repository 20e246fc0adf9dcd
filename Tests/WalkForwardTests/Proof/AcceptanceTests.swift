import Market
import Plots
import Statistics
import Testing
import WalkForward

@Suite("Acceptance")
struct AcceptanceTests {
  // scipy 1.17's binomtest(k, n).proportion_ci(0.95, "exact").
  @Test(
    "has the exact interval scipy gives",
    arguments: [
      (9, 500, 0.0082629544, 0.0338936961), (0, 20, 0.0, 0.168433470), (20, 20, 0.831566530, 1.0), (85, 100, 0.7646925, 0.9135456),
    ])
  func interval(accepted: Int, count: Int, low: Double, high: Double) {
    let interval = AcceptanceRate(accepted: accepted, of: count).interval()
    #expect(isNear(interval.lowerBound, low, absolute: 1e-7) && isNear(interval.upperBound, high, absolute: 1e-7))
  }

  @Test("of the search's own rule is what the planted rule earns")
  func family() throws {
    let search = CrossoverSearch()
    #expect(search.count == 50)
    let bars = try SyntheticMarket(seed: 3, edge: 6).bars(.hours(1), count: 1_000)[0]
    let results = search.results(on: bars)
    #expect(results.count == 50 && results.allSatisfy { $0.count == 1_000 - 2 - 155 })
    // 9/21 is the planted rule: the same results, from the first bar on at which all fifty have a position.
    let planted = SyntheticMarket.PlantedRule.results(on: bars)
    let own = try #require(search.fast.firstIndex(of: 9)) * search.slow.count + (try #require(search.slow.firstIndex(of: 21)))
    for (value, expected) in zip(results[own].reversed(), planted.reversed()) { #expect(isNear(value, expected, absolute: 1e-12)) }
    #expect(try search.verdict(on: bars.part(0..<200)).isInsufficient)
    #expect(try search.verdict(on: bars.part(0..<1)).isInsufficient)
  }

  @Test("is rare where there is no edge, and common where there is a great one; full size in Benchmarks/truth")
  func nullAndPower() throws {
    let curve = try AcceptanceCurve(edges: [0, 12], markets: 5, bars: 1_500) { try CrossoverSearch().verdict(on: $0) }
    // With a true rate of 5 %, two or more of 5 come in one of forty runs; the full size gives the rate.
    #expect(curve.points[0].rate.accepted <= 1, "seeds 0..<5: \(curve)")
    #expect(curve.points[1].rate.accepted >= 3, "seeds 0..<5: \(curve)")
  }

  @Test("does not depend on the threads, and refuses nonsense")
  func threads() throws {
    func curve(_ threads: Int) throws -> AcceptanceCurve {
      try AcceptanceCurve(edges: [0, 12], markets: 3, bars: 800, threads: threads) { try CrossoverSearch().verdict(on: $0) }
    }
    #expect(try curve(1) == curve(3))
    let picture = try curve(2).plot().svg()
    #expect(picture.contains("Planted annual Sharpe ratio") && picture.contains("Share accepted"))
    #expect(throws: WalkForwardError.self) { try AcceptanceCurve(edges: [], markets: 1, bars: 1) { _ in .pass("a", "b") } }
    #expect(throws: WalkForwardError.self) { try AcceptanceCurve(edges: [0], markets: 0, bars: 1) { _ in .pass("a", "b") } }
    #expect(throws: WalkForwardError.self) { try AcceptanceCurve(edges: [0], markets: 1, bars: 0) { _ in .pass("a", "b") } }
    #expect(throws: InvalidSyntheticMarket.self) { try AcceptanceCurve(edges: [500], markets: 1, bars: 9) { _ in .pass("a", "b") } }
  }
}
