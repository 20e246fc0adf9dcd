import Testing

@testable import Market

@Suite struct PriceGridTests {
  private static let cases: [(SyntheticMarket.Rounding, Double, Double, Double)] = [
    // rounding, price, target, step of the grid
    (.tickSize(0.5), 100, 100.07, 0.5), (.tickSize(0.5), 100, 99.93, 0.5), (.tickSize(0.01), 100, 100.001, 0.01),
    (.tickSize(3), 30, 31, 3), (.significantDigits(3), 9.99, 10.004, 0.01), (.significantDigits(3), 10, 9.97, 0.1),
    (.significantDigits(4), 123_456, 123_451, 100), (.significantDigits(5), 0.000_123_45, 0.000_123_453, 1e-8),
  ]

  @Test("Where a price lands is on the grid, and on average on its target", arguments: cases)
  func unbiased(rounding: SyntheticMarket.Rounding, price: Double, target: Double, step: Double) {
    var grid = PriceGrid(rounding)
    var sum = 0.0
    for draw in 0..<10_000 {
      let settled = grid.settle(from: price, to: target, draw: (Double(draw) + 0.5) / 10_000)
      #expect((settled - target).magnitude < step && (settled / step - (settled / step).rounded()).magnitude < 1e-9)
      sum += settled
    }
    #expect((sum / 10_000 - target).magnitude < step * 2e-4)
  }

  @Test("Decimal grids hold the nearest numbers to their decimals")
  func decimals() {
    var grid = PriceGrid(.tickSize(0.01))
    #expect(grid.settle(from: 0.3, to: 0.29, draw: 0.5) == 0.29)
    var digits = PriceGrid(.significantDigits(6))
    #expect(digits.settle(from: 1_234.5, to: 1_234.57, draw: 0.5) == 1_234.57)
    #expect(digits.nearest(1_234.564_9) == 1_234.56)
  }

  @Test("A price one tick high stays there, one near falls as far as it may rise")
  func floor() {
    var grid = PriceGrid(.tickSize(1))
    for target in [0.1, 1.4, 1.9] { #expect(grid.settle(from: 1, to: target, draw: 0.3) == 1) }
    #expect(grid.settle(from: 3, to: 0.2, draw: 0.5) == 1)
    #expect(grid.settle(from: 3, to: 5.8, draw: 0.5) == 5)
    var off = PriceGrid(.none)
    #expect(off.settle(from: 3, to: 5.8, draw: 0.5) == 5.8)
    #expect(off.settle(from: 1e100, to: 2e100, draw: 0.5) == 1e100)
  }
}
