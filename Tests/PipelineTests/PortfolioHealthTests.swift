import Pipeline
import Testing

@Suite("Portfolio health")
struct PortfolioHealthTests {
  @Test(
    "is called by its score",
    arguments: [
      (100.0, PortfolioHealth.Label.excellent), (80, .excellent), (79.99, .good), (60, .good), (59.99, .fair), (40, .fair), (39.99, .poor),
      (20, .poor),
      (19.99, .critical), (15, .critical), (0, .critical),
    ])
  func labels(_ score: Double, _ label: PortfolioHealth.Label) {
    #expect(PortfolioHealth.Label(score: score) == label)
    #expect(PortfolioHealth([.init("all", score / 100, weight: 3, "")]).label == label)
  }

  @Test("weighs its parts, and leaves out what is not known")
  func weights() {
    let health = PortfolioHealth([.init("a", 1, weight: 2, ""), .init("b", 0.25, weight: 1, ""), .init("c", nil, weight: 3, "")])
    #expect(health.score == 75)
    #expect(health.parts.count == 3)
  }

  @Test("can't be told where less than half of it is known")
  func unknown() {
    #expect(PortfolioHealth([.init("a", 1, weight: 1, ""), .init("b", nil, weight: 1.1, "")]).score == nil)
    #expect(PortfolioHealth([.init("a", .nan, weight: 1, "")]).label == .insufficient)
    #expect(PortfolioHealth([]).label == .insufficient)
  }

  @Test("takes a part beyond its range as the nearer end")
  func range() { #expect(PortfolioHealth([.init("a", 7, weight: 1, ""), .init("b", -7, weight: 1, "")]).score == 50) }
}
