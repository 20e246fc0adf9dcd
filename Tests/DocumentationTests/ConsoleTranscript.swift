import Foundation
import TestSupport
import Testing

/// The ```console blocks of a page: what somebody types after `$ `, and what is answered. A page's commands run one after the other in one folder.
struct ConsoleTranscript: Sendable, CustomTestStringConvertible {
  /// A command line and its answer.
  struct Exchange: Sendable {
    let line: Int
    let command: String
    let answer: String
  }

  let page: String
  let exchanges: [Exchange]

  var testDescription: String { page }

  /// The transcripts of all pages that have one.
  static let all: [ConsoleTranscript] = MarkdownPage.all.map { ConsoleTranscript(page: $0.name, text: $0.text) }.filter {
    !$0.exchanges.isEmpty
  }

  init(page: String, text: String) {
    self.page = page
    var exchanges: [Exchange] = []
    var isInside = false
    for (number, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        exchanges.append(Exchange(line: number + 1, command: String(line.dropFirst(2)), answer: ""))
      } else if isInside, let last = exchanges.popLast() {
        exchanges.append(Exchange(line: last.line, command: last.command, answer: last.answer + line + "\n"))
      }
    }
    self.exchanges = exchanges
  }

  /// Writes what is answered now into the page: `ASSAY_UPDATE_DOCS=1 swift test --filter DocumentationTests`, and look at the difference.
  func rewrite(_ answers: [String]) throws {
    var lines: [String] = []
    var isInside = false
    var left = answers[...]
    for line in try String(contentsOfFile: Checkout.path(page), encoding: .utf8).components(separatedBy: "\n") {
      if line.hasPrefix("```") { isInside = line == "```console" }
      if !isInside || line.hasPrefix("```") { lines.append(line) }
      if isInside, line.hasPrefix("$ "), let answer = left.popFirst() {
        lines.append(line)
        if !answer.isEmpty { lines += (answer.hasSuffix("\n") ? String(answer.dropLast()) : answer).components(separatedBy: "\n") }
      }
    }
    try lines.joined(separator: "\n").write(toFile: Checkout.path(page), atomically: true, encoding: .utf8)
  }
}
