/// Puts prices on a grid without moving their expectation.
struct PriceGrid {
  private let rounding: SyntheticMarket.Rounding
  /// A price on the grid is a whole number times `multiplier` over `divisor`; one of the two is 1, so that 12.34 is the nearest `Double`.
  private var multiplier = 1.0
  private var divisor = 1.0
  /// The prices for which that grid is the right one.
  private var valid: Range<Double> = 0..<0
  private let isOff: Bool
  /// No price is below this; one that gets there stays. Without an end centuries at 500 % volatility would underflow to 0.
  private let floor: Double
  /// A price that gets here stays.
  private static let ceiling = 1e100

  init(_ rounding: SyntheticMarket.Rounding) {
    self.rounding = rounding
    switch rounding {
    case .none:
      isOff = true
      floor = 1e-100
    case .significantDigits:
      isOff = false
      floor = 1e-20
    case .tickSize(let size):
      isOff = false
      floor = size
      let inverse = (1 / size).rounded()
      if inverse >= 1, (inverse * size - 1).magnitude < 1e-9 { divisor = inverse } else { multiplier = size }
      valid = 0..<Double.infinity
    }
  }

  /// Moves a price to a target, up or down to the grid by chance, so that the mean of where it lands is the target.
  ///
  /// - Parameter draw: a uniform number from 0 to 1 that is used for nothing else.
  @inline(__always)
  mutating func settle(from price: Double, to target: Double, draw: Double) -> Double {
    // A price above its floor by so much falls by that at most, and for fairness rises by that at most.
    let room = price < PriceGrid.ceiling ? price - floor : 0
    let move = max(-room, min(room, target - price))
    if isOff { return price + move }
    if !valid.contains(price) { choose(for: price) }
    let steps = (price + move) * divisor / multiplier
    // Beyond 2⁵² a Double is a whole number of steps already.
    guard steps < 0x1p52 else { return price + move }
    let below = Double(Int64(steps))
    let whole = draw < steps - below ? below + 1 : below
    return max(1, whole) * multiplier / divisor
  }

  /// The nearest price on the grid that was last settled on.
  @inline(__always)
  func nearest(_ price: Double) -> Double {
    if isOff { return price }
    let steps = price * divisor / multiplier + 0.5
    guard steps < 0x1p52 else { return price }
    return Double(Int64(max(1, steps))) * multiplier / divisor
  }

  /// A first price.
  mutating func first(_ price: Double) -> Double {
    if isOff { return price }
    if !valid.contains(price) { choose(for: price) }
    return nearest(price)
  }

  /// The grid of so many significant digits around a price.
  private mutating func choose(for price: Double) {
    guard case .significantDigits(let digits) = rounding else { return }
    var exponent = 0
    while exponent < 20, price >= PriceGrid.power(exponent + 1) { exponent += 1 }
    while exponent > -20, price < PriceGrid.power(exponent) { exponent -= 1 }
    valid =
      exponent == -20 ? 0..<PriceGrid.power(-19) : PriceGrid.power(exponent)..<(exponent == 20 ? .infinity : PriceGrid.power(exponent + 1))
    let places = digits - 1 - exponent
    divisor = places > 0 ? PriceGrid.power(min(places, 22)) : 1
    multiplier = places < 0 ? PriceGrid.power(-places) : 1
  }

  /// Powers of ten up to 22 are exact.
  private static func power(_ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<exponent.magnitude { power *= 10 }
    return exponent < 0 ? 1 / power : power
  }
}
