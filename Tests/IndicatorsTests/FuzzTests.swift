import Indicators
import Testing

/// Whatever parameters and prices an indicator of the catalogue is handed, driven by what it declares.
@Suite("No parameters and no prices stop an indicator")
struct FuzzTests {
  private static let draws = 12

  /// Parameters as a careless caller may give them: allowed, at the ends, just outside, fractional, negative, absurd.
  private static func parameters(_ declaration: IndicatorDeclaration, _ random: inout Xorshift) -> [Double] {
    declaration.parameters.map { parameter in
      let (low, high) = (parameter.range.lowerBound, parameter.range.upperBound)
      let choices: [Double] = [
        parameter.defaultValue, low, low + 1, low - 1, low - 0.5, high, high + 1, 0, -1, 2.5, 1e300, -.infinity, .nan, 13, 14, 100_000,
      ]
      // Mostly something that is allowed, so that the others are seen in its company.
      return random.unit() < 0.75 ? random.value(for: parameter) : choices[Int(random.unit() * Double(choices.count))]
    }
  }

  /// Prices as no market has them.
  private static func column(_ kind: Int, _ count: Int, _ random: inout Xorshift) -> [Double] {
    let odd: [Double] = [0, -1, .nan, .infinity, -.infinity, 1e300, -1e300, .leastNonzeroMagnitude, 1e15, 7]
    return (0..<count).map { _ in
      switch kind {
      case 0: 100 + 10 * random.unit()
      case 1: 42
      case 2: random.unit() < 0.2 ? .nan : 100 + random.unit()
      case 3: odd[Int(random.unit() * Double(odd.count))]
      case 4: (random.unit() * 5).rounded()
      default: -50 + 100 * random.unit()
      }
    }
  }

  @Test("it either refuses them with a reason or answers every row", arguments: IndicatorCatalogue.entries.map(\.declaration.code))
  func anything(_ code: String) throws {
    let entry = try #require(IndicatorCatalogue[code])
    let seed = UInt64(truncatingIfNeeded: code.utf8.reduce(5_381) { $0 &* 33 &+ Int($1) })
    var random = Xorshift(state: seed | 1)
    for _ in 0..<(entry.declaration.parameters.isEmpty ? 2 : Self.draws) {
      let parameters = Self.parameters(entry.declaration, &random)
      let run: IndicatorRun
      do {
        run = try entry.make(parameters)
      } catch {
        #expect(!error.parameter.isEmpty && error.description.contains("must be"), "\(parameters): \(error)")
        continue
      }
      #expect(zip(run.parameters, entry.declaration.parameters).allSatisfy { $1.range.contains($0) })
      // Of a window of millions every run takes a copy of its own.
      let isLong = run.warmUp > 100_000
      for count in isLong ? [3, 70] : [0, 1, 2, 3, 70] {
        for kind in isLong ? [Int(random.unit() * 6)] : Array(0..<6) {
          let columns = entry.declaration.inputs.map { _ in Self.column(kind, count, &random) }
          let (series, steps) = (run.over(columns), run.stepped(over: columns))
          #expect(series.count == run.columnNames.count && steps.count == series.count)
          #expect(series.allSatisfy { $0.count == count } && steps.allSatisfy { $0.count == count })
          // Before the warm-up is over there is nothing, whatever comes in.
          for (position, output) in series.enumerated() {
            let name = position < run.declaration.outputs.count ? run.declaration.outputs[position] : ""
            let isZero = run.declaration.zeroWhileWarmingUp.contains(name)
            #expect(
              output.prefix(run.warmUp).allSatisfy { isZero ? $0 == 0 : $0.isNaN },
              "\(code) \(parameters), kind \(kind), \(count) rows, seed \(seed)")
          }
        }
      }
    }
  }

  @Test("a request that is no request is refused with a reason", arguments: 0..<40)
  func requests(_ number: Int) throws {
    var random = Xorshift(state: UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15)
    let codes = IndicatorCatalogue.entries.map(\.declaration.code)
    let pieces = ["", ":", ",", "1", "-1", "1e999", "nan", "0x10", "EMA", "ema", " ", "é", "14", "2.5", "\n", "::"]
    for _ in 0..<50 {
      var text = random.unit() < 0.8 ? codes[Int(random.unit() * Double(codes.count))] : ""
      for _ in 0..<Int(random.unit() * 8) { text += pieces[Int(random.unit() * Double(pieces.count))] }
      do throws(InvalidIndicatorRequest) {
        let run = try IndicatorCatalogue.run(text)
        #expect(run.columnNames.allSatisfy { !$0.isEmpty })
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}
