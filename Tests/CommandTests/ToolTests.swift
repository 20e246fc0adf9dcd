import TestSupport
import Testing

@Suite("The tool")
struct ToolTests {
  @Test("says its version")
  func version() throws {
    let run = try Program.run(built: "assay", ["--version"])
    #expect(run.status == 0)
    #expect(run.output == "assay 0.1.0\n")
    #expect(run.errors.isEmpty)
  }

  @Test("shows its commands when asked for help, and when asked for nothing", arguments: [[], ["help"], ["--help"], ["-h"]])
  func overview(_ words: [String]) throws {
    let run = try Program.run(built: "assay", words)
    #expect(run.status == 0)
    #expect(run.output.contains("Usage: assay <command> [options]"))
    #expect(run.errors.isEmpty)
  }

  @Test(
    "answers a word it does not know with what was probably meant, on standard error and with status 64",
    arguments: [
      (["hepl"], "assay: unknown command 'hepl'; did you mean 'help'?\nSee 'assay help'.\n"),
      (["--verson"], "assay: unknown option '--verson'; did you mean '--version'?\nSee 'assay help'.\n"),
      (["frobnicate"], "assay: unknown command 'frobnicate'\nSee 'assay help'.\n"),
      (["help", "frobnicate"], "assay: unknown command 'frobnicate'\nSee 'assay help'.\n"),
    ])
  func unknownWords(_ words: [String], _ message: String) throws {
    let run = try Program.run(built: "assay", words)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors == message)
  }
}
