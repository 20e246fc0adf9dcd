import Foundation
import TestSupport
import Testing

/// A ```swift block of a page, and the ```text block right below it, if there is one: what the program prints.
struct MarkdownProgram: Sendable, CustomTestStringConvertible {
  let page: String
  let line: Int
  let source: String
  let output: String?

  var testDescription: String { "\(page):\(line)" }

  /// Every program of README and Docs.
  static let all: [MarkdownProgram] = MarkdownPage.all.flatMap { programs(of: $0.text, page: $0.name) }

  /// The programs of one page.
  static func programs(of text: String, page: String) -> [MarkdownProgram] {
    var programs: [MarkdownProgram] = []
    var lines = ArraySlice(Array(text.components(separatedBy: "\n").enumerated()))
    while let (number, line) = lines.popFirst() {
      guard line == "```swift" else { continue }
      let source = takeBlock(&lines)
      let afterBlanks = lines.drop { $0.element.isEmpty }
      var output: String?
      if afterBlanks.first?.element == "```text" {
        lines = afterBlanks.dropFirst()
        output = takeBlock(&lines)
      }
      programs.append(MarkdownProgram(page: page, line: number + 1, source: source, output: output))
    }
    return programs
  }

  private static func takeBlock(_ lines: inout ArraySlice<(offset: Int, element: String)>) -> String {
    var block = ""
    while let (_, line) = lines.popFirst(), line != "```" { block += line + "\n" }
    return block
  }

  /// Writes what the program prints now into the page: `ASSAY_UPDATE_DOCS=1 swift test --filter DocumentationTests`.
  func rewrite(_ printed: String) throws {
    let text = try String(contentsOfFile: Checkout.path(page), encoding: .utf8)
    guard let output else { return }
    let updated = text.replacingOccurrences(
      of: "```swift\n\(source)```\n\n```text\n\(output)```", with: "```swift\n\(source)```\n\n```text\n\(printed)```")
    try updated.write(toFile: Checkout.path(page), atomically: true, encoding: .utf8)
  }
}
