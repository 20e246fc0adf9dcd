import Foundation
import Indicators
import TestSupport
import Testing

@Suite("The page on indicators")
struct CataloguePageTests {
  private static let path = Checkout.path("Docs/indicators.md")
  private static let beginning = "<!-- The tables below are generated: ASSAY_UPDATE_DOCS=1 swift test --filter CataloguePageTests -->\n"

  @Test("shows what the catalogue holds")
  func tablesAreTrue() throws {
    let page = try String(contentsOfFile: Self.path, encoding: .utf8)
    let start = try #require(page.range(of: Self.beginning)).upperBound
    let tables = try Self.tables()
    if ProcessInfo.processInfo.environment["ASSAY_UPDATE_DOCS"] == "1" {
      try (String(page[..<start]) + tables).write(toFile: Self.path, atomically: true, encoding: .utf8)
    } else {
      #expect(page[start...] == tables, "rewrite it with ASSAY_UPDATE_DOCS=1 swift test --filter CataloguePageTests")
    }
  }

  private static func tables() throws -> String {
    var text = ""
    let entries = IndicatorCatalogue.entries
    for family in IndicatorDeclaration.Family.allCases where entries.contains(where: { $0.declaration.family == family }) {
      text += "\n### \(family.rawValue.prefix(1).uppercased())\(family.rawValue.dropFirst())\n\n"
      text += "| code | parameters | reads | answers | warm-up | what it tells |\n|---|---|---|---|---:|---|\n"
      for entry in entries where entry.declaration.family == family {
        let declaration = entry.declaration
        let cells = [
          "`\(declaration.code)`", declaration.parameters.map(\.description).joined(separator: ", "),
          declaration.inputs.joined(separator: ", "), declaration.outputs.joined(separator: ", "), "\(try entry.make().warmUp)",
          declaration.summary.replacingOccurrences(of: "|", with: "\\|"),
        ]
        text += "| \(cells.joined(separator: " | ")) |\n"
      }
    }
    return text
  }
}
