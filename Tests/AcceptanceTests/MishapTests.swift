import Market
import Pipeline
import Store
import Testing

@Suite("A mishap")
struct MishapTests {
  @Test("of a missing symbol costs that symbol, and is no quiet success")
  func missing() async throws {
    let workspace = try SmallWorkspace()
    let store = MemoryStore()
    _ = try await workspace.days(1, on: store)
    let second = workspace.first.adding(days: 1)
    let day = try await workspace.run(store, source: .series([workspace.bars[0]])).run(second)
    #expect(day.isFailed)
    #expect(day.result.isComplete)
    #expect(day.report.warnings.contains { $0.source == "SYN-B" && $0.message.contains("is not there") })
    #expect(day.report.activity.paperBars == 24)
    // It comes back, and goes on.
    let third = try await workspace.run(store).run(workspace.first.adding(days: 2))
    #expect(!third.isFailed)
    #expect(third.report.activity.paperBars == 72)
  }

  @Test("of data that ends before where it ended leaves that market out")
  func wentBack() async throws {
    let workspace = try SmallWorkspace()
    let store = MemoryStore()
    _ = try await workspace.days(1, on: store)
    let shorter = [workspace.bars[0], workspace.bars[1].part(0..<1_200)]
    let day = try await workspace.run(store, source: .series(shorter)).run(workspace.first.adding(days: 1))
    #expect(day.isFailed)
    #expect(day.report.warnings.contains { $0.source == "SYN-B/1h" && $0.message.contains("an earlier run had seen bars until") })
  }

  @Test("of a history that somebody rewrote is told")
  func rewritten() async throws {
    let workspace = try SmallWorkspace(symbols: 1)
    let store = MemoryStore()
    _ = try await workspace.days(1, on: store)
    let old = workspace.bars[0]
    var close = old.close
    close[700] = old.low[700]
    let changed = try BarSeries(
      symbol: old.symbol, timeframe: old.timeframe, time: old.time, open: old.open, high: old.high, low: old.low, close: close,
      volume: old.volume)
    let day = try await workspace.run(store, source: .series([changed])).run(workspace.first.adding(days: 1))
    #expect(day.report.warnings.contains { $0.message.contains("are not those that an earlier run had read") })
  }

  @Test("of an empty day is told, and nothing is traded twice")
  func empty() async throws {
    let workspace = try SmallWorkspace()
    let store = MemoryStore()
    _ = try await workspace.days(1, on: store)
    let before = try await store.paperBook()
    let stopped = workspace.bars.map { $0.part(to: Timestamp(workspace.first.adding(days: 1))) }
    let day = try await workspace.run(store, source: .series(stopped)).run(workspace.first.adding(days: 1))
    #expect(!day.isFailed)
    #expect(day.report.warnings.contains { $0.source == "markets" && $0.message.contains("no market has a bar of the day") })
    #expect(day.report.activity.paperBars == 0)
    // New strategies trade their past; those that were there trade nothing again.
    let after = try await store.paperBook()
    let seats = Set(before.state.seats.map(\.number))
    #expect(after.trades.filter { seats.contains($0.seat) } == before.trades)
  }

  @Test("of a clock that goes back refuses the day")
  func clock() async throws {
    let workspace = try SmallWorkspace(symbols: 1)
    let store = MemoryStore()
    _ = try await workspace.days(2, on: store)
    let before = try await contents(store)
    await #expect(throws: PipelineError.self) { try await workspace.run(store).run(workspace.first.adding(days: -1)) }
    #expect(try await contents(store) == before)
  }

  @Test("of yesterday's run that never ended is told, and its bars are not lost")
  func unfinished() async throws {
    let workspace = try SmallWorkspace()
    let store = MemoryStore()
    _ = try await workspace.days(1, on: store)
    _ = try? await workspace.run(MortalStore(store, dyingAfter: 4)).run(workspace.first.adding(days: 1))
    let day = try await workspace.run(store).run(workspace.first.adding(days: 2))
    #expect(!day.isFailed)
    #expect(day.report.warnings.contains { $0.message.contains("was never finished") })
    #expect(day.report.activity.paperBars == 96)
  }
}
