import Backtest
import Foundation
import Strategies
import TestSupport
import Testing

@Suite("The page on strategies")
struct StrategiesPageTests {
  private static let path = Checkout.path("Docs/strategies.md")
  private static let beginning = "<!-- The table below is generated: ASSAY_UPDATE_DOCS=1 swift test --filter StrategiesPageTests -->\n"

  @Test("shows what the catalogue holds")
  func tableIsTrue() throws {
    let page = try String(contentsOfFile: Self.path, encoding: .utf8)
    let start = try #require(page.range(of: Self.beginning)).upperBound
    if ProcessInfo.processInfo.environment["ASSAY_UPDATE_DOCS"] == "1" {
      try (String(page[..<start]) + Self.table()).write(toFile: Self.path, atomically: true, encoding: .utf8)
    } else {
      #expect(page[start...] == Self.table(), "rewrite it with ASSAY_UPDATE_DOCS=1 swift test --filter StrategiesPageTests")
    }
  }

  private static func table() -> String {
    func text(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
    var table = "\n| strategy | rule | parameters: default (range) | is fed |\n|---|---|---|---|\n"
    for entry in StrategyCatalogue.standard.entries {
      let parameters = entry.parameters.map {
        "`\($0.name)` \($0.help): \(text($0.defaultValue)) (\(text($0.range.lowerBound))…\(text($0.range.upperBound)))"
      }
      table += "| `\(entry.name)` | \(entry.rule) | \(parameters.joined(separator: "<br>")) | \(entry.bars.rawValue) |\n"
    }
    return table
  }
}
