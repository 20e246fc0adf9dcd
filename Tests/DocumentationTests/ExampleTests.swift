import Foundation
import TestSupport
import Testing

/// A program in `Examples` whose first lines say what it prints.
struct Example: Sendable, CustomTestStringConvertible {
  /// The file, such as `Examples/QuickStart/main.swift`.
  let file: String
  /// The name it runs under.
  let product: String
  let lines: [String]
  /// What it is said to print; `nil` if nothing is said.
  let output: String?

  var testDescription: String { product }

  init?(_ file: String) {
    self.file = file
    lines = ((try? String(contentsOfFile: Checkout.path(file), encoding: .utf8)) ?? "").components(separatedBy: "\n")
    guard let command = lines.first(where: { $0.hasPrefix("//   swift run -c release ") }) else { return nil }
    product = String(command.split(separator: " ")[5])
    let lines = lines
    output = Self.range(in: lines).map { lines[$0].map { $0.count > 5 ? $0.dropFirst(5) + "\n" : "\n" }.joined() }
  }

  /// The lines behind "prints:" and the empty one below it, down to the code.
  private static func range(in lines: [String]) -> Range<Int>? {
    guard let start = lines.firstIndex(where: { $0.hasPrefix("//") && $0.hasSuffix("prints:") }) else { return nil }
    return start + 2..<(lines[start...].firstIndex { !$0.hasPrefix("//") } ?? start + 2)
  }

  /// Writes what it prints now into its first lines.
  func rewrite(_ printed: String) throws {
    guard let range = Self.range(in: lines) else { return }
    let said = printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { $0.isEmpty ? "//" : "//   \($0)" }
    try (lines[..<range.lowerBound] + said + lines[range.upperBound...]).joined(separator: "\n")
      .write(toFile: Checkout.path(file), atomically: true, encoding: .utf8)
  }

  static let all: [Example] = {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: Checkout.path("Examples")).sorted()) ?? []
    return folders.compactMap { Example("Examples/\($0)/main.swift") }
  }()
}

@Suite("The examples")
struct ExampleTests {
  @Test("are under 80 lines, say how they are run, and are listed for readers")
  func size() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Checkout.path("Examples")).filter { !$0.hasPrefix(".") }
    #expect(Example.all.count >= 8)
    for folder in folders {
      let files = FileManager.default.enumerator(atPath: Checkout.path("Examples/\(folder)"))?.compactMap { $0 as? String } ?? []
      for file in files where file.hasSuffix(".swift") && !file.contains(".build/") {
        let text = try String(contentsOfFile: Checkout.path("Examples/\(folder)/\(file)"), encoding: .utf8)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 80, "\(folder)/\(file)")
      }
      #expect(Example.all.contains { $0.file == "Examples/\(folder)/main.swift" } || files.contains("Package.swift"), "\(folder)")
    }
    let page = MarkdownPage.all.first { $0.name == "Docs/getting-started.md" }?.text ?? ""
    for example in Example.all { #expect(page.contains("`\(example.product)`"), "\(example.product) is not on the page") }
  }

  /// Minutes where nothing is optimised: these are run, optimised, by `.ci/run examples`.
  static let slow: Set<String> = ["daily-pipeline", "retrain-and-promote"]

  @Test(
    "say what is wrong with words and data that a person hands them, and do not trap",
    arguments: [
      ("quick-start nowhere", "nowhere: "), ("daily-pipeline --bars nowhere", "nowhere: the folder of market data"),
      ("daily-pipeline nowhere", "nowhere: what can be said is --bars and"),
      ("daily-pipeline --bar nowhere", "--bar: what can be said is --bars and"),
      ("daily-pipeline --bars", "--bars: what can be said is --bars and"),
      ("daily-pipeline --edge much", "--edge much: it must be a number"),
    ])
  func complains(_ command: String, _ complaint: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let scratch = try ScratchFolder()
    let run = try Program.run(built: words[0], Array(words.dropFirst()), in: scratch.path)
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("\(words[0]): \(complaint)"))
  }

  @Test("print what their first lines say", arguments: Example.all.filter { $0.output != nil && !slow.contains($0.product) })
  func prints(_ example: Example) throws {
    let scratch = try ScratchFolder()
    let run = try Program.run(built: example.product, [], in: scratch.path)
    #expect(run.status == 0, "\(run.errors)")
    if MarkdownPage.isUpdating { try example.rewrite(run.output) }
    #expect(run.output == example.output)
  }
}
