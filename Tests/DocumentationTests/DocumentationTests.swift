import Foundation
import TestSupport
import Testing

@Suite("The documentation")
struct DocumentationTests {
  @Test("holds only programs that compile and print what the page says", arguments: MarkdownProgram.all)
  func programIsTrue(_ program: MarkdownProgram) throws {
    let scratch = try ScratchFolder()
    let source = try scratch.write(program.source, to: "main.swift")
    guard let expected = program.output else {
      let check = try Program.run("/usr/bin/env", ["swiftc", "-typecheck", source] + BuiltLibrary.reading)
      #expect(check.status == 0, "\(program.testDescription) does not compile:\n\(check.errors)")
      return
    }
    let executable = scratch.path("program")
    let build = try BuiltLibrary.linked().compile(source, to: executable)
    try #require(build.status == 0, "\(program.testDescription) does not compile:\n\(build.errors)")
    let run = try Program.run(executable, [], in: scratch.path)
    #expect(run.status == 0, "\(program.testDescription) fails:\n\(run.errors)")
    if MarkdownPage.isUpdating { try MarkdownPage.writing.withLock { try program.rewrite(run.output) } }
    #expect(run.output == expected, "\(program.testDescription) prints something else")
  }

  @Test("holds only commands that answer what the page says", arguments: ConsoleTranscript.all)
  func transcriptIsTrue(_ transcript: ConsoleTranscript) throws {
    let scratch = try ScratchFolder()
    let path = "\(Program.folder):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
    let answers = try transcript.exchanges.map { exchange in
      try Program.run("/bin/sh", ["-c", "{ \(exchange.command)\n} 2>&1"], environment: ["PATH": path], in: scratch.path).output
    }
    if MarkdownPage.isUpdating { try MarkdownPage.writing.withLock { try transcript.rewrite(answers) } }
    for (exchange, answer) in zip(transcript.exchanges, answers) {
      #expect(answer == exchange.answer, "\(transcript.page):\(exchange.line): '\(exchange.command)' answers something else")
    }
  }

  @Test("of the command line is what the tool makes of its declarations")
  func referenceIsTrue() throws {
    let page = try Program.run(built: "assay", ["man", "--markdown"]).output
    if MarkdownPage.isUpdating { try page.write(toFile: Checkout.path("Docs/cli-reference.md"), atomically: true, encoding: .utf8) }
    #expect(
      MarkdownPage.all.first { $0.name == "Docs/cli-reference.md" }?.text == page, "the page is old: ASSAY_UPDATE_DOCS=1 writes it anew")
  }

  @Test("of the first page shows a program of at most 15 lines with its output")
  func readmeProgram() throws {
    let program = try #require(MarkdownProgram.all.first { $0.page == "README.md" && $0.output != nil })
    #expect(program.source.split(separator: "\n").count <= 15)
  }

  @Test("links only to files that exist")
  func linksLead() {
    for page in MarkdownPage.all {
      let folder = URL(fileURLWithPath: Checkout.path(page.name)).deletingLastPathComponent()
      for match in page.text.matches(of: /\]\(([^)#:$]+)(#[^)]*)?\)/) {
        let target = folder.appendingPathComponent(String(match.1)).standardizedFileURL.path
        #expect(FileManager.default.fileExists(atPath: target), "\(page.name) links to \(match.1), which does not exist")
      }
    }
  }

  @Test("has its programs found with their places and outputs")
  func programsAreFound() {
    let page = "# A\n\n```swift\nprint(1)\n```\n\n```text\n1\n```\n\n```swift\nlet a = 2\n```\nwords\n```text\nnot output\n```\n"
    let programs = MarkdownProgram.programs(of: page, page: "page.md")
    #expect(programs.map(\.line) == [3, 11])
    #expect(programs.map(\.source) == ["print(1)\n", "let a = 2\n"])
    #expect(programs.map(\.output) == ["1\n", nil])
  }

  @Test("has its commands found with their answers")
  func transcriptsAreFound() {
    let text = "```console\n$ assay --version\nassay 1\n$ true\n```\n```\n$ not this\n```\n"
    let exchanges = ConsoleTranscript(page: "page.md", text: text).exchanges
    #expect(exchanges.map(\.command) == ["assay --version", "true"])
    #expect(exchanges.map(\.answer) == ["assay 1\n", ""])
    #expect(exchanges.map(\.line) == [2, 4])
  }
}
