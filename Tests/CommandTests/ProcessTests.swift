import Foundation
import TestSupport
import Testing

@Suite("The tool as a process")
struct ProcessTests {
  private static let endless = ["synth", "--bars", "1000000000", "--symbols", "A,B,C", "--out", "market/"]

  private static func names(in scratch: ScratchFolder) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: scratch.path("market")).sorted()) ?? []
  }

  @Test(
    "takes away what is half written when it is told to end, and says by its status which signal it was",
    arguments: [(SIGINT, 130, "interrupted"), (SIGTERM, 143, "told to end"), (SIGHUP, 129, "told to end")])
  func signal(_ signal: Int32, _ status: Int32, _ word: String) throws {
    let scratch = try ScratchFolder()
    let run = try RunningProgram("\(Program.folder)/assay", Self.endless, in: scratch.path)
    #expect(run.waits { Self.names(in: scratch).contains { $0.hasSuffix(".partial") } })
    run.send(signal)
    let outcome = try run.outcome()
    #expect(outcome.status == status)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors == "assay: \(word); no file is left half written\n")
    #expect(Self.names(in: scratch) == [])
  }

  @Test("leaves a target as it was when it is interrupted")
  func target() throws {
    let scratch = try ScratchFolder()
    try FileManager.default.createDirectory(atPath: scratch.path("market"), withIntermediateDirectories: true)
    _ = try scratch.write("what was there", to: "market/A.csv")
    let run = try RunningProgram("\(Program.folder)/assay", Self.endless, in: scratch.path)
    #expect(run.waits { Self.names(in: scratch).contains { $0.hasPrefix("A.csv.") } })
    run.send(SIGINT)
    #expect(try run.outcome().status == 130)
    #expect(try scratch.read("market/A.csv") == "what was there")
    #expect(Self.names(in: scratch) == ["A.csv"])
  }

  @Test("goes on through a signal that whoever started it wants ignored, as nohup does")
  func ignored() throws {
    let scratch = try ScratchFolder()
    let command = "trap '' HUP; exec '\(Program.folder)/assay' \(Self.endless.joined(separator: " "))"
    let run = try RunningProgram("/bin/sh", ["-c", command], in: scratch.path)
    #expect(run.waits { !Self.names(in: scratch).isEmpty })
    run.send(SIGHUP)
    // A signal that ends it is answered by its own status; the one before it is not.
    run.send(SIGTERM)
    #expect(try run.outcome().status == 143)
  }

  @Test(
    "ends quietly when nobody reads any more, whether that is a signal or an error to it",
    arguments: [
      "indicators", "features", "backtest --strategy list", "indicators bars.csv --compute RSI", "predict bars.csv --model model.json",
    ],
    ["", "trap '' PIPE; "])
  func closedPipe(_ command: String, _ trap: String) throws {
    let scratch = try ScratchFolder()
    let tool = "\(Program.folder)/assay"
    #expect(try Program.run(tool, ["synth", "--bars", "3000", "--out", "bars.csv"], in: scratch.path).status == 0)
    if command.hasPrefix("predict") {
      let train = [
        "train", "bars.csv", "--target", "close", "--objective", "regression", "--set", "num_iterations=2", "--model", "model.json",
      ]
      #expect(try Program.run(tool, train, in: scratch.path).status == 0)
    }
    // The reader ends before the first word is written.
    let line = "\(trap){ sleep 0.1; '\(tool)' \(command); echo $? > status; } | true; cat status"
    let run = try Program.run("/bin/sh", ["-c", line], in: scratch.path)
    #expect(run.output == "141\n")
    #expect(run.errors == "")
  }

  @Test("says that the disk is full where it is", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func diskFull() throws {
    let scratch = try ScratchFolder()
    let tool = "\(Program.folder)/assay"
    #expect(try Program.run(tool, ["synth", "--bars", "300", "--out", "bars.csv"], in: scratch.path).status == 0)
    let advice = "the disk is full; make room and write it again; what was there before is untouched\n"
    for command in ["indicators", "help", "indicators bars.csv --compute RSI", "features bars.csv --compute rsi_14 --json"] {
      let run = try Program.run("/bin/sh", ["-c", "'\(tool)' \(command) > /dev/full"], in: scratch.path)
      #expect(run.status == 1, "\(command)")
      #expect(run.errors == "assay: standard output: \(advice)", "\(command)")
    }
    let run = try Program.run(tool, ["indicators", "bars.csv", "--compute", "RSI", "--out", "/dev/full"], in: scratch.path)
    #expect(run.status == 1)
    #expect(run.errors == "assay: /dev/full: \(advice)")
  }

  @Test("says that a file has grown beyond its limit, and leaves nothing of it")
  func fileLimit() throws {
    let scratch = try ScratchFolder()
    let line = "ulimit -f 16; '\(Program.folder)/assay' synth --bars 20000 --out big.csv"
    let run = try Program.run("/bin/sh", ["-c", line], in: scratch.path)
    #expect(run.status == 1)
    #expect(run.errors.contains("big.csv: the disk is full"))
    #expect(try scratch.names() == [])
  }

  @Test("draws progress with rate and time left on a terminal, within its width, and wipes it", arguments: [UInt16(40), 80, 200])
  func progress(_ columns: UInt16) throws {
    let scratch = try ScratchFolder()
    let terminal = try PseudoTerminal(columns: columns)
    let run = try RunningProgram(
      "\(Program.folder)/assay", Self.endless, environment: ["TERM": "xterm"], in: scratch.path, terminal: terminal)
    #expect(run.waits { terminal.text.contains(" left") })
    run.send(SIGINT)
    #expect(try run.outcome().status == 130)
    terminal.close()
    let lines = terminal.text.split(separator: "\r").map { $0.replacing("\u{1B}[K", with: "") }
    let drawn = lines.filter { $0.hasPrefix("writing") }
    #expect(!drawn.isEmpty)
    #expect(drawn.contains { $0.hasSuffix(" left") && (columns < 80 || $0.contains(" rows/s  ") && $0.contains("░")) })
    #expect(drawn.allSatisfy { $0.count < Int(columns) }, "a longer line could not be taken back")
    #expect(terminal.text.contains("\r\u{1B}[Kassay: interrupted"), "the bar is wiped before anything else is said")
  }

  @Test("draws nothing on a terminal that cannot go back", arguments: ["dumb"])
  func dumb(_ kind: String) throws {
    let scratch = try ScratchFolder()
    let terminal = try PseudoTerminal()
    let run = try RunningProgram("\(Program.folder)/assay", Self.endless, environment: ["TERM": kind], in: scratch.path, terminal: terminal)
    #expect(run.waits { !Self.names(in: scratch).isEmpty })
    run.send(SIGINT)
    #expect(try run.outcome().status == 130)
    terminal.close()
    #expect(!terminal.text.contains("writing"))
  }

  @Test("draws nothing where it is no terminal")
  func noProgress() throws {
    let scratch = try ScratchFolder()
    let run = try Program.run(built: "assay", ["synth", "--bars", "20000", "--out", "bars.csv"], in: scratch.path)
    #expect(run.status == 0)
    #expect(run.errors == "")
  }

  @Test("sets headings in bold on a terminal, but not where NO_COLOR is set", arguments: [("", true), ("1", false)])
  func noColor(_ value: String, _ isBold: Bool) throws {
    let terminal = try PseudoTerminal(columns: 200)
    let run = try RunningProgram(
      "\(Program.folder)/assay", ["backtest", "--strategy", "list"], environment: ["NO_COLOR": value, "TERM": "xterm"], terminal: terminal)
    #expect(try run.outcome().status == 0)
    terminal.close()
    #expect(terminal.text.contains("\u{1B}[1m") == isBold)
    #expect(terminal.text.contains("buy_and_hold"))
  }
}
