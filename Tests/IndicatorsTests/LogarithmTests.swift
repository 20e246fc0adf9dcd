import Foundation
import Indicators
import Testing

@Suite("Logarithms")
struct LogarithmTests {
  /// Every size, the neighbours of 1 and of the powers of 2, and numbers drawn between; none of them special.
  private static let inputs: [Double] = {
    var state: UInt64 = 20_261_128
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    var all: [Double] = []
    for exponent in -1_022...1_023 {
      let power = Double(sign: .plus, exponent: exponent, significand: 1)
      all += [power, power.nextUp, power * (1 + uniform())]
    }
    for place in 1...1_000 {
      let distance = Double(place) * 0x1p-15
      all += [1 + 2 * distance, 1 - distance]
    }
    for _ in 0..<5_000 { all.append(0.5 + uniform()) }
    return all
  }()

  /// How far apart two numbers are, in units of the last place of the second.
  private func units(_ number: Double, from exact: Double) -> Double { abs(number - exact) / exact.ulp }

  @Test("are within three units of the last place of the library's, and those of a column are those of its numbers")
  func accuracy() {
    let (natural, decimal) = (MathTransform<NaturalLogarithm>().over(Self.inputs), MathTransform<DecimalLogarithm>().over(Self.inputs))
    for (row, input) in Self.inputs.enumerated() {
      #expect(units(natural[row], from: log(input)) <= 3, "ln \(input)")
      #expect(units(decimal[row], from: log10(input)) <= 3.5, "log10 \(input)")
      #expect(natural[row] == NaturalLogarithm.value(input) && decimal[row] == DecimalLogarithm.value(input), "\(input)")
    }
    #expect(NaturalLogarithm.value(1) == 0 && DecimalLogarithm.value(1) == 0)
  }

  @Test("of special numbers are the library's, wherever they stand")
  func special() {
    let special: [Double] = [0, -0.0, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    for number in special {
      for row in [0, 1, 254, 255, 256, 299] {
        var inputs = [Double](repeating: 2, count: 300)
        inputs[row] = number
        let outputs = MathTransform<NaturalLogarithm>().over(inputs)
        for (place, output) in outputs.enumerated() {
          let expected = log(inputs[place])
          #expect(output == expected || (output.isNaN && expected.isNaN) || units(output, from: expected) <= 3, "ln \(number) in \(row)")
        }
      }
    }
  }
}
