import Indicators
import Testing

/// What TA-Lib 0.8.1 (its Python package 0.8.2) answers to ten bars where its conventions are least to be expected.
@Suite("Edges are where TA-Lib 0.8.1 has them")
struct EdgeCaseTests {
  static let columns: [String: [Double]] = [
    "high": [10.5, 11, 12, 11.5, 13, 12.5, 14, 13, 12, 11], "low": [9.5, 10, 10.5, 10, 11, 11.5, 12.5, 11, 10, 9],
    "close": [10, 10.5, 11.5, 10.5, 12.5, 12, 13, 11.5, 10.5, 9.5], "volume": [0, 0, 3, 2, 0, 0, 7, 1, 4, 2],
  ]

  struct Edge: Sendable, CustomTestStringConvertible {
    let what: String
    let code: String
    let parameters: [Double]
    let output: Int
    let expected: [Double]
    var testDescription: String { what }
  }

  static let edges: [Edge] = [
    Edge(
      what: "Supertrend without a distance rises on its first bar", code: "SUPERTREND", parameters: [2, 0], output: 0,
      expected: [.nan, .nan, 11.25, 10.75, 12, 12, 12, 12, 11, 10]),
    Edge(
      what: "the trend is 0 before it is known", code: "SUPERTREND", parameters: [2, 0], output: 1,
      expected: [0, 0, 1, -1, 1, 1, -1, -1, -1, -1]),
    Edge(
      what: "NATR of period 1 is the true range", code: "NATR", parameters: [1], output: 0,
      expected: [.nan, 1, 1.5, 1.5, 2.5, 1, 2, 2, 2, 2]),
    Edge(
      what: "VWMA of period 1 is the close, traded or not", code: "VWMA", parameters: [1], output: 0,
      expected: [10, 10.5, 11.5, 10.5, 12.5, 12, 13, 11.5, 10.5, 9.5]),
    Edge(
      what: "a Keltner channel's average is seeded just before its first output", code: "KC", parameters: [3, 5, 1.5], output: 1,
      expected: [
        .nan, .nan, .nan, .nan, .nan, 11.611111111111109, 12.388888888888888, 12.11111111111111, 11.472222222222221,
        10.652777777777779,
      ]),
    Edge(
      what: "a Hull average of 3", code: "HMA", parameters: [3], output: 0,
      expected: [
        .nan, .nan, 12.083333333333334, 10.166666666666666, 13.333333333333334, 12.083333333333334, 13.416666666666666,
        10.916666666666666, 9.75, 8.833333333333334,
      ]),
    Edge(
      what: "Bollinger bands around another average take the deviation from the mean", code: "BBANDS", parameters: [3, 2, 1, 6],
      output: 2,
      expected: [
        .nan, .nan, .nan, 10.99439036879158, 10.787527133680033, 10.763160577030337, 11.544082668428048, 11.296900575954849,
        10.74529197512, 9.946111368487921,
      ]),
    Edge(
      what: "a parabolic stop's acceleration is cut to its maximum", code: "SAR", parameters: [0.5, 0.2], output: 0,
      expected: [.nan, 9.5, 9.8, 12, 10, 10, 10.6, 14, 14, 13.2]),
    Edge(
      what: "VWAP is 0 until something was traded", code: "VWAP", parameters: [], output: 0,
      expected: [
        0, 0, 11.333333333333334, 11.066666666666666, 11.066666666666666, 11.066666666666666, 12.291666666666666, 12.256410256410257,
        11.92156862745098, 11.701754385964913,
      ]),
  ]

  @Test("by series and by steps", arguments: edges)
  func agrees(_ edge: Edge) throws {
    let entry = try #require(IndicatorCatalogue[edge.code])
    let run = try entry.make(edge.parameters)
    let input = try entry.declaration.inputs.map { try #require(Self.columns[$0]) }
    for outputs in [run.over(input), run.stepped(over: input)] {
      for (row, (ours, theirs)) in zip(outputs[edge.output], edge.expected).enumerated() {
        #expect(ours.isNaN && theirs.isNaN || abs(ours - theirs) <= 1e-12 * abs(theirs), "row \(row): \(ours) instead of \(theirs)")
      }
    }
  }

  @Test("a volume-weighted average of bars in which nothing was traded is not a number")
  func nothingTraded() throws {
    let output = try VWMA(2).over(Pair.Columns(x: [1, 2, 3, 4], y: [0, 0, 0, 5]))
    #expect(output.prefix(3).allSatisfy { $0.isNaN } && output[3] == 4)
  }
}
