import Foundation
import Testing

@testable import Market

/// Debug builds are slow, so they try fewer numbers.
#if DEBUG
  private let trials = 20_000
#else
  private let trials = 2_000_000
#endif

private func cell(_ text: String) -> NumberCell {
  let bytes = Array(text.utf8)
  return DecimalParser.shared.cell(bytes.span, bytes.indices)
}

private func bits(_ text: String) -> UInt64? {
  switch cell(text) {
  case .number(let value), .infinite(let value): value.bitPattern
  default: nil
  }
}

struct DecimalParserTests {
  enum Shape: CaseIterable {
    case anyDouble, shortDecimal, manyDigits, halfway, nearHalfway, subnormal
  }

  @Test("Every text reads as strtod reads it", arguments: Shape.allCases)
  func agreesWithStrtod(_ shape: Shape) {
    let seed: UInt64 = 20_240_601
    var generator = TestGenerator(seed: seed)
    for _ in 0..<trials {
      let text = shape.text(&generator)
      let expected = strtodValue(text).bitPattern
      let found = bits(text)
      #expect(found == expected, "seed \(seed), \(shape): \(text)")
      if found != expected { break }
    }
  }

  /// Cases collected in the literature on number parsing: ties, the ends of the range, David Gay's and Paxson's examples; values by `strtod`
  /// of the GNU C library 2.39, checked against Python 3.12.
  @Test(
    "Hard cases read exactly",
    arguments: [
      ("9007199254740993", 0x4340_0000_0000_0000), ("9007199254740993.0000000000000000000001", 0x4340_0000_0000_0001),
      ("2.2250738585072012e-308", 0x0010_0000_0000_0000), ("2.2250738585072011e-308", 0x000F_FFFF_FFFF_FFFF),
      ("4.9406564584124654e-324", 1), ("2.4703282292062327208e-324", 0), ("2.4703282292062328e-324", 1), ("1e-400", 0),
      ("1.7976931348623157e308", 0x7FEF_FFFF_FFFF_FFFF), ("1.7976931348623158e308", 0x7FEF_FFFF_FFFF_FFFF),
      ("1.7976931348623159e308", 0x7FF0_0000_0000_0000), ("1e400", 0x7FF0_0000_0000_0000), ("1e23", 0x44B5_2D02_C7E1_4AF6),
      ("8.5e22", 0x44B1_FFDB_F6B2_B2EB), ("5e-324", 1), ("0e999999999999999999999", 0), ("0.000001e-999999999999999999999", 0),
      ("1e99999999999999999999", 0x7FF0_0000_0000_0000), ("6929495644600919.5", 0x4338_9E56_EE5E_7A58),
      ("3.7455744005952583e15", 0x432A_9D28_FF41_2A75), ("123456789012345678901234567890e-20", 0x41D2_6580_B487_E6B7),
      ("-0", 0x8000_0000_0000_0000), ("+1", 0x3FF0_0000_0000_0000), (".5", 0x3FE0_0000_0000_0000), ("5.", 0x4014_0000_0000_0000),
      ("1e5", 0x40F8_6A00_0000_0000), ("1E+5", 0x40F8_6A00_0000_0000), ("  1.5\t", 0x3FF8_0000_0000_0000),
    ] as [(String, UInt64)])
  func hardCases(_ text: String, _ expected: UInt64) {
    #expect(bits(text) == expected)
    #expect(strtodValue(text).bitPattern == expected)
  }

  @Test("Hundreds of digits and zeros are read", arguments: [0, 1, 18, 19, 20, 400, 3_000])
  func longTexts(_ count: Int) {
    let texts = [
      String(repeating: "9", count: count + 1), "0." + String(repeating: "0", count: count) + "123456789012345678901",
      "1" + String(repeating: "0", count: count) + "e-\(count)", "9007199254740993" + "." + String(repeating: "0", count: count) + "1",
      "0." + String(repeating: "3", count: count + 1) + "e+10",
    ]
    for text in texts { #expect(bits(text) == strtodValue(text).bitPattern, "\(text.prefix(60))…") }
  }

  @Test(
    "What is no number is refused",
    arguments: [
      "1,000", "1 000", "abc", "1e", "1e+", "e5", ".", "-", "+", "--1", "+-1", "1.2.3", "0x10", "1_000", "1e5.0", "12a", "1f", "'1",
    ])
  func malformed(_ text: String) { #expect(cell(text) == .malformed) }

  @Test("Nothing, words for nothing and infinity are told apart")
  func words() {
    #expect(cell("") == .empty)
    #expect(cell(" \t ") == .empty)
    for text in ["NaN", "nan", "NA", "N/A", "null", "None", " -nan "] { #expect(cell(text) == .missingWord) }
    for text in ["inf", "Infinity", "+INF"] { #expect(cell(text) == .infinite(.infinity)) }
    #expect(cell("-inf") == .infinite(-.infinity))
    #expect(cell("-1e309") == .infinite(-.infinity))
  }

  @Test("The whole table of powers is the one computed with Python's whole numbers, by its checksum (FNV-1a over the words)")
  func tableChecksum() {
    let powers = PowersOfTen()
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for (upper, lower) in zip(powers.upper, powers.lower) {
      for word in [upper, lower] { sum = (sum ^ word) &* 0x100_0000_01B3 }
    }
    #expect(powers.upper.count == 651)
    #expect(sum == 0xF5EB_A93A_EA6A_C412)
  }

  /// Rows of the table in Lemire's paper and in his implementation's generator, computed with Python's whole numbers.
  @Test(
    "The powers of ten are the published ones",
    arguments: [
      (-342, 0xEEF4_53D6_923B_D65A, 0x113F_AA29_06A1_3B3F), (-28, 0xFD87_B5F2_8300_CA0D, 0x8BCA_9D6E_1888_53FC),
      (-27, 0x9E74_D1B7_91E0_7E48, 0x775E_A264_CF55_347E), (-1, 0xCCCC_CCCC_CCCC_CCCC, 0xCCCC_CCCC_CCCC_CCCD),
      (0, 0x8000_0000_0000_0000, 0), (1, 0xA000_0000_0000_0000, 0), (55, 0xD0CF_4B50_CFE2_0765, 0xFFF4_B4E3_F741_CF6D),
      (308, 0x8E67_9C2F_5E44_FF8F, 0x570F_09EA_A7EA_7648),
    ] as [(Int, UInt64, UInt64)])
  func table(_ exponent: Int, _ upper: UInt64, _ lower: UInt64) {
    let powers = PowersOfTen()
    #expect(powers.upper[exponent + 342] == upper)
    #expect(powers.lower[exponent + 342] == lower)
  }
}

extension DecimalParserTests.Shape {
  fileprivate func text(_ generator: inout TestGenerator) -> String {
    switch self {
    case .anyDouble:
      let value = Double(bitPattern: generator.next())
      return value.isFinite ? "\(value)" : "0"
    case .shortDecimal:
      return "\(UInt64.random(in: 0...999_999, using: &generator)).\(UInt64.random(in: 0...99_999_999, using: &generator))"
    case .manyDigits:
      let digits = Int.random(in: 1...45, using: &generator)
      let point = Int.random(in: 0...digits, using: &generator)
      var text = Bool.random(using: &generator) ? "-" : ""
      for position in 0..<digits {
        if position == point { text += "." }
        text += String(Int.random(in: 0...9, using: &generator))
      }
      return text + "e\(Int.random(in: -360...330, using: &generator))"
    case .halfway, .nearHalfway:
      // Whole numbers from 2^53 to 2^64 that lie exactly between two doubles.
      let shift = UInt64.random(in: 0...9, using: &generator)
      let even = (1 << 52 | generator.next() >> 12) << 1
      let middle = (even | 1) << shift
      if self == .halfway { return "\(middle)" + (Bool.random(using: &generator) ? ".0" : "000e-3") }
      return Bool.random(using: &generator) ? "\(middle).00000000000000000000000001" : "\(middle - 1).99999999999999999999999999"
    case .subnormal:
      return "\(Double(bitPattern: generator.next() >> UInt64.random(in: 12...63, using: &generator)))"
    }
  }
}
