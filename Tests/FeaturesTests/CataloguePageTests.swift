import Features
import Foundation
import Indicators
import Market
import TestSupport
import Testing

@Suite("The page on features")
struct CataloguePageTests {
  private static let path = Checkout.path("Docs/features.md")
  private static let beginning =
    "<!-- The tables below are generated: ASSAY_UPDATE_DOCS=1 swift test --filter FeaturesTests.CataloguePageTests -->\n"

  @Test("shows what the catalogue holds")
  func tablesAreTrue() throws {
    let page = try String(contentsOfFile: Self.path, encoding: .utf8)
    let start = try #require(page.range(of: Self.beginning)).upperBound
    let tables = try Self.tables()
    if ProcessInfo.processInfo.environment["ASSAY_UPDATE_DOCS"] == "1" {
      try (String(page[..<start]) + tables).write(toFile: Self.path, atomically: true, encoding: .utf8)
    } else {
      #expect(page[start...] == tables, "rewrite it with ASSAY_UPDATE_DOCS=1 swift test --filter FeaturesTests.CataloguePageTests")
    }
  }

  private static func tables() throws -> String {
    func cell(_ text: String) -> String { text.replacingOccurrences(of: "|", with: "\\|") }
    func limit(_ value: Double) -> String {
      value.isInfinite ? (value > 0 ? "∞" : "-∞") : value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
    var text = ""
    for group in FeatureGroup.allCases {
      text += "\n### \(group.rawValue.prefix(1).uppercased())\(group.rawValue.dropFirst().replacingOccurrences(of: "_", with: " "))\n\n"
      text += "| listed | parameters | warm-up | unit | range | what it tells | formula |\n|---|---|---:|---|---|---|---|\n"
      for definition in FeatureCatalogue.definitions where definition.group == group {
        let warmUps = try definition.listedNames.map { name in
          let asked = definition.comparesSymbols ? "OTHER.\(name)" : name
          return "\(try FeaturePlan(FeatureSet([asked]), symbol: "OWN", timeframe: .minutes(5)).warmUps[0])"
        }
        let cells = [
          definition.listedNames.map { "`\($0)`" }.joined(separator: " "), definition.parameters.map(\.description).joined(separator: ", "),
          warmUps.joined(separator: " "), definition.unit.rawValue.replacingOccurrences(of: "_", with: " "),
          definition.range.map { "\(limit($0.lowerBound)) … \(limit($0.upperBound))" } ?? "", definition.summary, definition.formula,
        ]
        text += "| \(cells.map(cell).joined(separator: " | ")) |\n"
      }
    }
    text += "\n### Sets\n\n| set | what for | features |\n|---|---|---|\n"
    for set in FeatureSet.sets {
      let names = set.features.count > 40 ? "\(set.features.count) features" : set.features.map { "`\($0)`" }.joined(separator: " ")
      text += "| `\(set.name)` | \(set.summary) | \(names) |\n"
    }
    text += "\n### Functions of formulas\n\n| function | gives |\n|---|---|\n"
    for function in Formula.functions { text += "| `\(function.name)(\(function.arguments))` | \(function.summary) |\n" }
    text += "\n### Labels\n\n| label | for example | tells |\n|---|---|---|\n"
    for label in Label.grammar { text += "| `\(label.name):\(label.arguments)` | `\(label.example)` | \(label.summary) |\n" }
    return text
  }
}
