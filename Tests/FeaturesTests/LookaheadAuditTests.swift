import Features
import Market
import Statistics
import Testing

@Suite("The look-ahead audit")
struct LookaheadAuditTests {
  static let series = Result { try TestMarket.bars(300, seed: 6) }

  /// Five classic ways to see the future, each in a column that looks harmless.
  static let cheats: [(name: String, make: @Sendable (BarSeries) throws -> [Double])] = [
    (
      "centred window",
      { series in
        series.indices.map { row in
          row < 3 || row + 3 >= series.count ? .nan : series.close[row - 3...row + 3].reduce(0, +) / 7
        }
      }
    ),
    (
      "full-sample z-score",
      { series in
        let moments = Moments(series.close)
        return series.close.map { ($0 - moments.mean) / moments.standardDeviation }
      }
    ),
    (
      "back-fill",
      { series in
        let column = try TestMarket.column("sma_20", of: series)
        let first = column.first { !$0.isNaN } ?? .nan
        return column.map { $0.isNaN ? first : $0 }
      }
    ),
    (
      "still-open higher bar",
      { series in
        let hours = try series.resampled(to: .hours(1), until: series.isEmpty ? nil : series.end(at: series.count - 1) + .seconds(3_600))
          .series
        return series.indices.map { row in
          hours.indices.last { hours.time[$0] <= series.time[row] }.map { hours.close[$0] } ?? .nan
        }
      }
    ),
    ("label as feature", { series in try Label.direction(after: 5).of(series).values }),
  ]

  @Test("catches", arguments: cheats.map(\.name))
  func catches(_ name: String) throws {
    let cheat = try #require(Self.cheats.first { $0.name == name })
    let series = try Self.series.get()
    let report = try LookaheadAudit(cuts: 32, seed: 3).run(on: series) { bars in
      [.init("honest", bars.close), .init(name, try cheat.make(bars))]
    }
    #expect(report.verdict.isFail)
    #expect(Set(report.counts.keys) == [name])
    let change = try #require(report.changes.first)
    #expect(change.column == name && change.time <= change.cut && change.time == series.end(at: change.row))
    #expect(report.verdict.reason.contains(name))
    // Cuts alone, and garbage alone, would both have told.
    #expect(Set(report.changes.map(\.future)) == Set(LookaheadAudit.Future.allCases))
  }

  @Test("finds nothing in the whole catalogue, longer bars and other symbols included")
  func catalogueIsClean() throws {
    let series = try Self.series.get()
    let other = try TestMarket.bars(300, seed: 8, symbol: "ETH-USDT")
    let plan = try TestMarket.plan(CatalogueLawTests.names, of: series)
    let report = try LookaheadAudit(cuts: 10, seed: 1, tolerance: 0).run(on: series, others: [other]) {
      try plan.matrix(of: $0, others: $1).audited
    }
    #expect(report.verdict.isPass, "\(report.verdict)")
    #expect(report.columns.count == plan.names.count && report.compared > 100_000)
  }

  @Test("catches a column that sees bars of another symbol before they have closed")
  func othersFuture() throws {
    let series = try Self.series.get()
    let other = try TestMarket.bars(100, seed: 8, symbol: "ETH-USDT", timeframe: .minutes(15))
    func report(_ isKnown: @escaping (BarSeries, Int, Timestamp) -> Bool) throws -> LookaheadAudit.Report {
      try LookaheadAudit(cuts: 24, seed: 5, tolerance: 0).run(on: series, others: [other]) { bars, others in
        let column = bars.indices.map { row in
          others[0].indices.last { isKnown(others[0], $0, bars.end(at: row)) }.map { others[0].close[$0] } ?? .nan
        }
        return [.init("other", column)]
      }
    }
    #expect(try report { $0.end(at: $1) <= $2 }.verdict.isPass)
    let begun = try report { $0.time[$1] < $2 }
    #expect(begun.verdict.isFail)
    #expect(Set(begun.changes.map(\.future)) == Set(LookaheadAudit.Future.allCases))
  }

  @Test("says that it could not tell where there is nothing to compare")
  func insufficient() throws {
    let series = try Self.series.get()
    let empty = try LookaheadAudit().run(on: series) { [.init("empty", [Double](repeating: .nan, count: $0.count))] }
    #expect(empty.verdict.isInsufficient)
    #expect(try LookaheadAudit().run(on: series.part(0..<1)) { [.init("close", $0.close)] }.verdict.isInsufficient)
    #expect(try LookaheadAudit().run(on: series.part(0..<0)) { [.init("close", $0.close)] }.verdict.isInsufficient)
  }

  @Test("forgives rounding, but nothing more")
  func tolerance() throws {
    let series = try Self.series.get()
    func shifted(_ share: Double) throws -> LookaheadAudit.Report {
      try LookaheadAudit(cuts: 8).run(on: series) { bars in [.init("close", bars.close.map { $0 * (1 + share * Double(bars.count)) })] }
    }
    #expect(try shifted(1e-14).verdict.isPass)
    #expect(try shifted(1e-10).verdict.isFail)
  }

  @Test("refuses columns that are not one number a bar")
  func shape() throws {
    let series = try Self.series.get()
    #expect(throws: FeatureError.self) { try LookaheadAudit().run(on: series) { [.init("short", Array($0.close.dropLast()))] } }
    #expect(throws: FeatureError.self) { try LookaheadAudit().run(on: series) { [.init("a\($0.count)", $0.close)] } }
    #expect(throws: FeatureError.self) { try LookaheadAudit().run(on: series) { [.init("a", $0.close), .init("a", $0.close)] } }
  }
}
