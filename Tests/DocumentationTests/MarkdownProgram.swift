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
  static let all: [MarkdownProgram] = {
    let root = Checkout.path("")
    let pages = (FileManager.default.enumerator(atPath: Checkout.path("Docs"))?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".md") }.map { "Docs/\($0)" }
    return (["README.md"] + pages.sorted()).flatMap { page in
      programs(of: (try? String(contentsOfFile: root + "/" + page, encoding: .utf8)) ?? "", page: page)
    }
  }()

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
}
