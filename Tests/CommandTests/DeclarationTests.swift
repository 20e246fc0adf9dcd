import Foundation
import TestSupport
import Testing

@Suite("Every command")
struct DeclarationTests {
  private struct Declaration: Decodable, CustomTestStringConvertible {
    let name: String
    let summary: String
    let usage: String
    let options: [Setting]
    let example: String

    struct Setting: Decodable {
      let name: String
      let placeholder: String?
      let isRequired: Bool
    }

    var testDescription: String { name }
  }

  private static let all: [Declaration] = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let text = (try? Program.run(built: "assay", ["help", "--json"]).output) ?? ""
    return (try? decoder.decode([Declaration].self, from: Data(text.utf8))) ?? []
  }()

  @Test("is found")
  func found() { #expect(Self.all.count >= 15) }

  @Test("prints one JSON document if asked, says what it does in one line, and shows how it is used")
  func told() throws {
    for declaration in Self.all {
      #expect(declaration.options.contains { $0.name == "json" && $0.placeholder == nil }, "\(declaration.name)")
      #expect(declaration.summary.first?.isUppercase == true && !declaration.summary.hasSuffix("."), "\(declaration.name)")
      for words in [["help", declaration.name], [declaration.name, "--help"], [declaration.name, "-h"]] {
        let run = try Program.run(built: "assay", words)
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("\(declaration.summary)\n\n\(declaration.usage)\n"))
        #expect(run.output.hasSuffix("\nExample:\n  \(declaration.example)\n"))
      }
    }
  }

  @Test("has an example whose options it knows, the required ones among them")
  func example() {
    for declaration in Self.all {
      let words = declaration.example.split(separator: " ").map(String.init)
      guard words.starts(with: ["assay", declaration.name]) else {
        #expect(declaration.example.contains("assay \(declaration.name) "), "\(declaration.name)")
        continue
      }
      let used = words.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
      #expect(used.allSatisfy { option in declaration.options.contains { $0.name == option } }, "\(declaration.example)")
      for option in declaration.options where option.isRequired { #expect(used.contains(option.name), "\(declaration.example)") }
    }
  }

  @Test("answers an option it does not know with what was probably meant")
  func unknownOption() throws {
    for declaration in Self.all {
      let run = try Program.run(built: "assay", [declaration.name, "--jsno"])
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
      let expected =
        "assay \(declaration.name): unknown option '--jsno'; did you mean '--json'?\n\(declaration.usage)\nSee 'assay help \(declaration.name)'.\n"
      #expect(run.errors == expected)
    }
  }
}
