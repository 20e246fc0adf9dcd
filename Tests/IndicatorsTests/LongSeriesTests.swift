import Foundation
import Indicators
import Testing

/// Long enough that kernels which work in stretches, segments and blocks come into all of them.
@Suite("Over a long series every indicator")
struct LongSeriesTests {
  static let cases =
    IndicatorCatalogue.entries.map { CatalogueCase(code: $0.declaration.code, parameters: [], seed: 7) }
    + CatalogueCase.all(draws: 1).filter { !$0.parameters.isEmpty } + longWindows

  /// Windows longer than a stretch, of which only some blocks are whole; of odd and of even lengths.
  static let longWindows = [
    "SMA", "WMA", "TRIMA", "HMA", "VAR", "MAX", "MIDPRICE", "AROON", "CCI", "CMF", "MFI", "VORTEX", "CORREL", "KAMA", "LINEARREG",
  ]
  .flatMap { code in [397, 1_024, 1_301].map { CatalogueCase(code: code, parameters: [$0], seed: 7) } }

  @Test("computes by series what it computes by steps, with gaps and without", arguments: cases)
  func seriesEqualsSteps(_ trial: CatalogueCase) throws {
    let run = try trial.run()
    let clean = try trial.columns(count: 2_600)
    var random = Xorshift(state: 99)
    var gappy = clean
    for _ in 0..<12 {
      let place = Int(random.unit() * 2_600)
      let column = Int(random.unit() * Double(clean.count))
      for row in place..<min(place + (random.unit() < 0.5 ? 1 : 40), 2_600) { gappy[column][row] = .nan }
    }
    for columns in [clean, gappy] {
      let (series, steps) = (run.over(columns), run.stepped(over: columns))
      for (name, (ours, theirs)) in zip(run.columnNames, zip(series, steps)) {
        let wrong = firstDifference(ours, theirs, within: 1e-11)
        #expect(wrong == nil, "\(name), row \(wrong ?? 0): \(wrong.map { ours[$0] } ?? 0) and \(wrong.map { theirs[$0] } ?? 0)")
      }
    }
  }

  /// Stretches that go side by side must meet: at once, late, or (a stop that never moves) not at all.
  @Test(
    "follows stops in stretches as it does bar by bar, to the bit",
    arguments: [[0.02, 0.2], [0.0002, 0.0002], [0, 0], [2, 2]], [258, 383, 385, 386, 1_000, 20_000])
  func stops(parameters: [Double], count: Int) throws {
    let extended = [0, 0.001] + [0.01] + parameters + [parameters[0] / 2] + parameters
    for (code, parameters) in [("SAR", parameters), ("SAREXT", extended)] {
      let trial = CatalogueCase(code: code, parameters: parameters, seed: 7)
      let (run, columns) = (try trial.run(), try trial.columns(count: count))
      let (series, steps) = (run.over(columns)[0], run.stepped(over: columns)[0])
      #expect(series.map(\.bitPattern) == steps.map(\.bitPattern), "\(code)")
    }
  }
}
