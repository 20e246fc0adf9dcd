import Pipeline
import Statistics
import TestSupport
import Testing

@Suite("The metrics of a daily report")
struct MetricsTests {
  @Test("are families of samples, each with its type, no two with the same labels")
  func grammar() throws {
    for report in [DailyReport.full, .empty] {
      var family = ""
      var seen: Set<Substring> = []
      for line in report.metrics().split(separator: "\n") {
        if line.hasPrefix("# HELP ") { continue }
        if line.hasPrefix("# TYPE ") {
          let words = line.split(separator: " ")
          #expect(words.count == 4 && words[3] == "gauge")
          family = String(words[2])
          continue
        }
        let end = try #require(line.lastIndex(of: " "))
        let name = line.prefix { $0 != "{" && $0 != " " }
        #expect(name == family)
        #expect(Double(line[line.index(after: end)...]) != nil, "\(line)")
        #expect(seen.insert(line[..<end]).inserted, "\(line)")
      }
    }
  }

  @Test("escape what names may hold")
  func escapes() {
    var report = DailyReport.full
    report.gates = [.init("a\"b\\c\nd", .pass("g", ""))]
    #expect(report.metrics().contains(#"assay_gate{subject="a\"b\\c\nd",gate="g"} 1"#))
  }

  @Test("leave out what is not known, instead of writing zero")
  func unknown() {
    #expect(!DailyReport.empty.metrics().contains("assay_portfolio_health"))
    #expect(!DailyReport.empty.metrics().contains("assay_paper_equity"))
    #expect(DailyReport.empty.metrics().contains("assay_deployment_candidates 0"))
  }

  @Test("are accepted by promtool", .enabled(if: Program.installed("promtool") != nil, "there is no promtool"))
  func promtool() throws {
    let result = try Program.run(#require(Program.installed("promtool")), ["check", "metrics"], input: DailyReport.full.metrics())
    #expect(result.status == 0, "\(result.output) \(result.errors)")
  }
}
