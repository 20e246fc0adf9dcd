import Foundation
import Market
import Store
import TestSupport
import Testing

@Suite("The commands on a workspace")
struct OperationCommandTests {
  /// A workspace in which one day has been run, on hourly bars of two symbols.
  private func workspace(days: Int = 40) throws -> (bars: ScratchFolder, folder: ScratchFolder) {
    let (bars, folder) = (try ScratchFolder(), try ScratchFolder())
    let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(2), seed: 4)
    for series in try market.bars(.hours(1), count: 24 * days) { try series.write(csv: bars.path("\(series.symbol)-1h.csv")) }
    // Models of the size that is usual take a quarter of a minute where nothing is optimised.
    let settings = """
      {"costs": {"makerFee": 0.0005, "takerFee": 0.0005, "slippage": 0.0002}, "training": {"trees": 5, "trials": 1, "folds": 2,
       "fewestRows": 300, "mostRows": 600, "auditRows": 300, "features": "retrain11"}}
      """
    _ = try folder.write(settings, to: "settings.json")
    let run = try Program.run(built: "assay", ["run", "--workspace", folder.path, "--bars", bars.path])
    #expect(run.status == 0 && run.output.contains("models trained"), "\(run)")
    return (bars, folder)
  }

  private func store(of folder: ScratchFolder) throws -> [String] {
    var lines: [String] = []
    for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path("store")).sorted() {
      let data = FileManager.default.contents(atPath: folder.path("store/\(file)"))
      if let data { lines.append("\(file) \(data.count) \(data.hashValue)") }
    }
    return lines
  }

  @Test("tell how things stand, and write nothing where they only tell")
  func telling() throws {
    let (bars, folder) = try workspace()
    let before = try store(of: folder)
    let status = try Program.run(built: "assay", ["ab", "--workspace", folder.path, "--status"])
    #expect(status.status == 0 && status.output == "There is no experiment: nothing challenges a model that is in use.\n", "\(status)")
    let ab = try Program.run(built: "assay", ["ab", "--workspace", folder.path, "--dry-run"])
    #expect(
      ab.status == 0 && ab.output == "ab: nothing to do, not written. There is no experiment: nothing challenges a model that is in use.\n",
      "\(ab)")
    let stops = try Program.run(built: "assay", ["stops", "--workspace", folder.path])
    #expect(stops.status == 0 && stops.output == "stops: nothing to do. No stop is on.\n", "\(stops)")
    let none = try Program.run(
      built: "assay", ["stops", "--workspace", folder.path, "--reset", "drawdown", "--by", "Ada", "--reason", "A slip."])
    #expect(none.status == 1 && none.errors == "assay: the stop 'drawdown' is not on; on is none\n", "\(none)")
    let retrain = try Program.run(
      built: "assay", ["retrain", "--workspace", folder.path, "--bars", bars.path, "--dry-run", "--force", "--by", "Ada", "--json"])
    #expect(retrain.status == 0, "\(retrain.errors)")
    let told = try #require(JSONSerialization.jsonObject(with: Data(retrain.output.utf8)) as? [[String: Any]])
    #expect(told.first?["dry_run"] as? Bool == true)
    #expect(try store(of: folder) == before)
  }

  @Test("say what is missing")
  func mistakes() throws {
    let folder = try ScratchFolder()
    let both = try Program.run(built: "assay", ["ab", "--force-swap", "--status", "--by", "Ada"])
    #expect(both.status == 64)
    #expect(try Program.run(built: "assay", ["stops", "--reset", "all"]).status == 64, "a stop is taken off with a reason")
    for command in ["retrain", "ab", "rollback", "stops"] {
      let run = try Program.run(built: "assay", [command, "--workspace", folder.path])
      #expect(run.status == 1 && run.errors.contains("it is no workspace: there is no settings.json in it"), "\(command): \(run.errors)")
      #expect(run.output.isEmpty)
      // A command that only looked has made nothing.
      #expect(try folder.names().isEmpty)
    }
  }

  @Test("say in words what is wrong with a folder")
  func folders() throws {
    let folder = try ScratchFolder()
    _ = try folder.write("", to: "file")
    let units = try Program.run(built: "assay", ["doctor", "--workspace", folder.path, "--units", "absent"])
    #expect(
      units.status == 1
        && units.errors
          == "assay: absent: the units in it can't be read; give a folder that is there, such as /etc/systemd/system (--units)\n",
      "\(units)")
    try SyntheticMarket(seed: 4).bars(.hours(1), count: 100)[0].write(csv: folder.path("bars-1h.csv"))
    let file = try Program.run(
      built: "assay",
      ["run", "--workspace", folder.path("file"), "--bars", folder.path, "--fee", "0.0005", "--slippage", "0.0002"])
    #expect(
      file.status == 1
        && file.errors.hasSuffix("/file: the folder can't be made; check that it is not a file and that you may write there\n"), "\(file)")
  }

  @Test("roll back only to what is there")
  func rollback() throws {
    let (_, folder) = try workspace()
    let unknown = try Program.run(built: "assay", ["rollback", "--workspace", folder.path, "--model", "nothing"])
    #expect(
      unknown.status == 1 && unknown.errors.hasPrefix("assay: rollback: there is no model 'nothing'; there are direction-"),
      "\(unknown.errors)")
    let version = try Program.run(built: "assay", ["rollback", "--workspace", folder.path, "--to", "x"])
    #expect(version.status == 64)
    for words in [[], ["--to", "7"]] {
      let earlier = try Program.run(built: "assay", ["rollback", "--workspace", folder.path] + words)
      #expect(
        earlier.status == 1 && earlier.errors.contains("name the model and a version of it (--model NAME --to VERSION)"), "\(earlier)")
    }
  }

  @Test("try training without a workspace")
  func smoke() throws {
    let run = try Program.run(built: "assay", ["retrain", "--smoke-test"])
    #expect(
      run.status == 0
        && run.output == "training: pass. Five models were trained; one was registered, put to use, rolled back and read again.\n", "\(run)"
    )
  }

  @Test("find a store that somebody has edited, and fail")
  func doctor() throws {
    let (_, folder) = try workspace(days: 12)
    let whole = try Program.run(built: "assay", ["doctor", "--workspace", folder.path, "--json"])
    let verdicts = try #require(JSONSerialization.jsonObject(with: Data(whole.output.utf8)) as? [[String: Any]])
    var outcomes: [String: String] = [:]
    for verdict in verdicts { outcomes[verdict["name"] as? String ?? ""] = verdict["outcome"] as? String }
    #expect(
      outcomes["store"] == "pass" && outcomes["settings"] == "pass" && outcomes["clock"] == "pass" && outcomes["permissions"] == "pass",
      "\(outcomes)")
    #expect(outcomes["units"] == "insufficient" && outcomes["training"] == "pass" && outcomes["gates"] == "pass")
    #expect(!outcomes.values.contains("fail"), "\(whole.output)")
    #expect(whole.status == 0)
    let settings = folder.path("settings.json")
    try String(contentsOfFile: settings, encoding: .utf8).replacingOccurrences(of: "\"trees\"", with: "\"tress\"")
      .write(toFile: settings, atomically: true, encoding: .utf8)
    let broken = try Program.run(built: "assay", ["doctor", "--workspace", folder.path])
    #expect(broken.status == 2 && broken.output.contains("settings") && broken.output.contains("did you mean"), "\(broken.output)")
  }
}
