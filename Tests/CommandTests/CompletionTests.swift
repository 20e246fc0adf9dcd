import Foundation
import TestSupport
import Testing

/// Where a program of this machine is; nil if it is not there.
func installed(_ name: String) -> String? {
  let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") + ["/usr/bin", "/usr/sbin", "/bin"]
  return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
}

@Suite("Completion")
struct CompletionTests {
  /// What is offered at the end of a command line. Bash is given its words as it takes them apart itself.
  private static let cases: [(line: String, offered: [String])] = [
    ("assay back", ["backtest"]),
    ("assay ", ["synth", "help", "--version", "store"]),
    ("assay backtest --strategy ema_cr", ["ema_crossover"]),
    ("assay backtest bars.csv --str", ["--strategy"]),
    ("assay check --kind ", ["bars", "ticks"]),
    ("assay resample --calendar n", ["nyse"]),
    ("assay store ", ["check", "repair", "stats"]),
    ("assay help walk", ["walkforward"]),
    ("assay completions ", ["bash", "zsh", "fish"]),
    ("assay features --set stand", ["standard"]),
    ("assay check mark", ["market.csv"]),
    ("assay calibrate --workspace fol", ["folder/"]),
  ]

  private static func folder() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    _ = try scratch.write("", to: "market.csv")
    _ = try scratch.write("", to: "a b.csv")
    try FileManager.default.createDirectory(atPath: scratch.path("folder"), withIntermediateDirectories: true)
    for shell in ["bash", "zsh", "fish"] {
      let run = try Program.run(built: "assay", ["completions", shell])
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
      _ = try scratch.write(run.output, to: "assay.\(shell)")
    }
    return scratch
  }

  /// What bash offers behind these words.
  private static func bash(_ words: [String], in scratch: ScratchFolder) throws -> [String] {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let script = "source assay.bash; COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); _assay; printf '%s\\n' \"${COMPREPLY[@]}\""
    let run = try Program.run(try #require(installed("bash")), ["--norc", "-c", script], in: scratch.path)
    #expect(run.status == 0, "\(words): \(run.errors)")
    return run.output.split(separator: "\n").map(String.init)
  }

  @Test("of bash offers commands, options, words, files and folders where they fit", .enabled(if: installed("bash") != nil, "needs bash"))
  func bashOffers() throws {
    let scratch = try Self.folder()
    for (line, offered) in Self.cases {
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      let found = try Self.bash(words, in: scratch)
      // Bash puts the slash behind a folder itself.
      for word in offered { #expect(found.contains(word.hasSuffix("/") ? String(word.dropLast()) : word), "'\(line)' offers \(found)") }
    }
  }

  @Test("of bash knows what was typed already, and how bash takes words apart", .enabled(if: installed("bash") != nil, "needs bash"))
  func bashWords() throws {
    let scratch = try Self.folder()
    #expect(try Self.bash(["assay", "check", "--kind", "=", "b"], in: scratch) == ["bars"], "--kind=b")
    #expect(try Self.bash(["assay", "check", "--kind", "="], in: scratch) == ["bars", "ticks"], "--kind=")
    #expect(
      try Self.bash(["assay", "check", "--kind", "bars", "--ki"], in: scratch) == [], "an option that was given is not offered again")
    #expect(
      try Self.bash(["assay", "backtest", "--set", "fast", "=", "10", "--se"], in: scratch) == ["--set"], "one that may be repeated is")
    #expect(
      try Self.bash(["assay", "indicators", "--compute", "RSI", ":", "14", "mark"], in: scratch) == ["market.csv"], "RSI:14 is one word")
    #expect(try Self.bash(["assay", "check", "a"], in: scratch).sorted() == ["a b.csv", "assay.bash", "assay.fish", "assay.zsh"])
    #expect(try Self.bash(["assay", "check", "x.csv", ""], in: scratch).first == "--symbol", "options where no operand is left")
  }

  @Test("of zsh is without mistake, and is what zsh completes assay with", .enabled(if: installed("zsh") != nil, "needs zsh"))
  func zsh() throws {
    let scratch = try Self.folder()
    let zsh = try #require(installed("zsh"))
    let check = try Program.run(zsh, ["-f", "-n", "assay.zsh"], in: scratch.path)
    #expect(check.status == 0, "\(check.errors)")
    let script = "autoload -U compinit; compinit -u -D; source ./assay.zsh; print $_comps[assay]"
    let run = try Program.run(zsh, ["-f", "-c", script], in: scratch.path)
    #expect(run.output == "_assay\n", "\(run.errors)")
  }

  @Test("of fish offers commands, options, words, files and folders where they fit", .enabled(if: installed("fish") != nil, "needs fish"))
  func fish() throws {
    let scratch = try Self.folder()
    let fish = try #require(installed("fish"))
    let check = try Program.run(fish, ["--no-config", "-n", "assay.fish"], in: scratch.path)
    #expect(check.status == 0, "\(check.errors)")
    for (line, offered) in Self.cases where line != "assay " {
      let run = try Program.run(fish, ["--no-config", "-c", "source assay.fish; complete -C '\(line)'"], in: scratch.path)
      let found = run.output.split(separator: "\n").map { String($0.split(separator: "\t")[0]) }
      for word in offered { #expect(found.contains(word), "'\(line)' offers \(found) \(run.errors)") }
    }
  }

  @Test("of an unknown shell is refused")
  func unknownShell() throws {
    let run = try Program.run(built: "assay", ["completions", "tcsh"])
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("assay completions: unknown shell 'tcsh': say bash, zsh or fish\n"))
  }
}

@Suite("The manual page")
struct ManualPageTests {
  private static func page() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    _ = try scratch.write(try Program.run(built: "assay", ["man"]).output, to: "assay.1")
    return scratch
  }

  @Test("is without a blemish to mandoc", .enabled(if: installed("mandoc") != nil, "needs mandoc"))
  func lint() throws {
    let scratch = try Self.page()
    let run = try Program.run(try #require(installed("mandoc")), ["-T", "lint", scratch.path("assay.1")])
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(run.errors == "")
  }

  @Test(
    "is shown by man without a warning, with every command", .enabled(if: installed("man") != nil && installed("groff") != nil, "needs man")
  )
  func shown() throws {
    let scratch = try Self.page()
    let run = try Program.run(
      try #require(installed("man")), ["-l", "--warnings", scratch.path("assay.1")], environment: ["MANWIDTH": "100", "LC_ALL": "C.UTF-8"])
    #expect(run.status == 0)
    #expect(run.errors == "")
    for command in ["assay synth", "assay help", "--strategy NAME", "EXIT STATUS", "0.1 %"] { #expect(run.output.contains(command)) }
  }
}
