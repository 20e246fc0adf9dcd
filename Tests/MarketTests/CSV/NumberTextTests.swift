import Foundation
import Testing

@testable import Market

private func text(_ value: Double) -> String {
  var buffer = TextBuffer(capacity: 1)
  buffer.append(value, NumberText())
  return buffer.text
}

struct NumberTextTests {
  @Test(
    "Numbers are written short",
    arguments: [
      (100, "100"), (0, "0"), (-0.0, "-0"), (0.1, "0.1"), (-2.5, "-2.5"), (95505.4, "95505.4"), (0.0001, "0.0001"),
      (0.1 + 0.2, "0.30000000000000004"),
      (1e15, "1000000000000000"), (123_456_789_012_345, "123456789012345"), (1e22, "1e22"), (1.5e-7, "1.5e-7"),
      (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e308"), (.nan, ""), (0.05, "0.05"), (1.05, "1.05"), (10.01, "10.01"), (.infinity, "inf"),
      (0.00012345, "0.00012345"), (61837.63, "61837.63"), (99_999.5, "99999.5"), (100_000.5, "100000.5"),
      (99_999_999_999_999.5, "99999999999999.5"), (1e-100, "1e-100"), (1.25e110, "1.25e110"), (2e20, "2e20"),
      (0.12345678901, "0.12345678901"), (1.0 / 3, "0.3333333333333333"),
    ] as [(Double, String)])
  func literals(_ value: Double, _ expected: String) { #expect(text(value) == expected) }

  @Test("Every number reads back, with as many digits as the shortest text has", arguments: 0..<4)
  func readsBack(_ shape: Int) {
    let seed: UInt64 = 99
    var generator = TestGenerator(seed: seed)
    for _ in 0..<20_000 {
      let value =
        switch shape {
        case 0: Double(bitPattern: generator.next())
        case 1: Double(Int.random(in: -10_000_000...10_000_000, using: &generator)) / 100
        case 2: Double(Int64.random(in: -(1 << 60)...1 << 60, using: &generator)) / 1e8
        default: Double.random(in: 0...1, using: &generator)
        }
      guard value.isFinite else { continue }
      let written = text(value)
      #expect(Double(written)?.bitPattern == value.bitPattern, "seed \(seed), shape \(shape): \(value)")
      func digits(_ text: String) -> Int {
        var digits = text.prefix { $0 != "e" }.filter(\.isNumber)[...]
        digits = digits.drop { $0 == "0" }
        while digits.last == "0" { digits.removeLast() }
        return digits.count
      }
      #expect(digits(written) == digits("\(value)"), "seed \(seed), shape \(shape): \(written) for \(value)")
    }
  }
}
