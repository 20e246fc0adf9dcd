import Foundation
import Market
import TestSupport
import Testing

@Suite("assay run")
struct RunCommandTests {
  private func bars(in folder: ScratchFolder, symbols: Int = 2, days: Int) throws {
    let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(symbols), seed: 4)
    for series in try market.bars(.hours(1), count: 24 * days) { try series.write(csv: folder.path("\(series.symbol)-1h.csv")) }
  }

  @Test("runs the day on files, remembers its costs, and goes on with the next day")
  func days() throws {
    let (folder, workspace) = (try ScratchFolder(), try ScratchFolder())
    try bars(in: folder, symbols: 1, days: 33)
    let words = ["run", "--workspace", workspace.path, "--bars", folder.path]
    let first = try Program.run(built: "assay", words + ["--fee", "0.0005", "--slippage", "0.0002", "--date", "2024-02-01"])
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.contains("2024-02-01: Nothing passed every gate"))
    #expect(first.output.hasSuffix("report: \(workspace.path)/report.html\n"))
    #expect(first.errors.isEmpty)
    let second = try Program.run(built: "assay", words + ["--json", "--require-candidate"])
    #expect(second.status == 2)
    let report = try #require(try JSONSerialization.jsonObject(with: Data(second.output.utf8)) as? [String: Any])
    #expect(report["date"] as? String == "2024-02-02")
    #expect((report["deployment_candidates"] as? [Any])?.isEmpty == true)
    #expect(Set(try workspace.names()) == ["metrics.prom", "report.html", "report.json", "reports", "settings.json", "store"])
    // A day that is done is told again.
    let again = try Program.run(built: "assay", words + ["--json"])
    #expect(again.status == 0)
    let told = try #require(try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [String: Any])
    #expect(told["summary"] as? NSDictionary == report["summary"] as? NSDictionary)
    // The clock goes back: refused, and nothing is lost.
    let back = try Program.run(built: "assay", words + ["--date", "2024-01-30"])
    #expect(back.status == 1)
    #expect(back.errors.contains("2024-02-02 has been run, and 2024-01-30 is before it"))
  }

  @Test("fails aloud when a market that was there is missing")
  func missing() throws {
    let (folder, workspace) = (try ScratchFolder(), try ScratchFolder())
    try bars(in: folder, days: 10)
    let words = ["run", "--workspace", workspace.path, "--bars", folder.path, "--fee", "0.0005", "--slippage", "0.0002"]
    #expect(try Program.run(built: "assay", words + ["--date", "2024-01-09"]).status == 0)
    try FileManager.default.removeItem(atPath: folder.path("SYN-B-1h.csv"))
    let run = try Program.run(built: "assay", words)
    #expect(run.status == 1)
    #expect(run.output.contains("SYN-B: an earlier run had read it, and it is not there"))
  }

  @Test("says what it needs")
  func mistakes() throws {
    let (folder, workspace) = (try ScratchFolder(), try ScratchFolder())
    let run = ["run", "--workspace", workspace.path]
    let costs = try Program.run(built: "assay", run + ["--bars", folder.path])
    #expect(costs.status == 64)
    #expect(costs.errors.contains("give --fee and --slippage"))
    let empty = try Program.run(built: "assay", run + ["--bars", folder.path, "--fee", "0.0005", "--slippage", "0"])
    #expect(empty.status == 1)
    #expect(empty.errors.contains("there is no CSV file in it"))
    let date = try Program.run(built: "assay", run + ["--date", "2001-01-01"])
    #expect(date.status == 1)
    #expect(date.errors.contains("but the made-up market is run from"))
  }
}
