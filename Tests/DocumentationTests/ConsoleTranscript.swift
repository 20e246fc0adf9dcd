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
}
