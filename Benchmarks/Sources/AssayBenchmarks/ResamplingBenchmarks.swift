import Assay
import BenchmarkHarness

/// Bars from trades, and longer bars from bars. Peers: polars and pandas on the same columns, one thread.
enum ResamplingBenchmarks {
  static let tickCount = 25_000_000

  static var all: [Benchmark] {
    [
      batch("resampling.ticks-to-5m", .minutes(5)),
      batch("resampling.ticks-to-1d", .days(1)),
      batch("resampling.ticks-to-100t", .ticks(100)),
      batch("resampling.ticks-to-volume", .volume(1_000)),
      Benchmark("resampling.ticks-to-5m-streaming", per: "tick", units: 5_000_000) {
        let ticks = try BenchmarkData.ticks(5_000_000)
        return {
          var resampler = try Resampler(ticksTo: .minutes(5))
          var volume = 0.0
          for tick in ticks { for closed in try resampler.update(tick) { volume += closed.bar.volume } }
          blackHole(volume)
        }
      },
      Benchmark("resampling.bars-1s-to-1h", per: "bar", units: 5_000_000) {
        let bars = try SyntheticMarket(seed: 42).bars(.seconds(1), count: 5_000_000)[0]
        try BenchmarkData.share(bars.time, as: "bars.time")
        for (name, column) in [
          ("open", bars.open), ("high", bars.high), ("low", bars.low), ("close", bars.close), ("volume", bars.volume),
        ] { try BenchmarkData.share(column, as: "bars.\(name)") }
        return { blackHole(try bars.resampled(to: .hours(1))) }
      },
      Benchmark("resampling.gaps", per: "bar", units: 1_000_000) {
        let bars = try SyntheticMarket(seed: 42, gaps: .init(outagesPerYear: 500)).bars(.minutes(1), count: 1_000_000)[0]
        return { blackHole(bars.gaps()) }
      },
      Benchmark("resampling.clock-of-20-series", per: "bar", units: 2_000_000) {
        let series = try SyntheticMarket(symbols: SyntheticMarket.symbols(20), seed: 42).bars(.minutes(5), count: 100_000)
        return {
          var last = 0
          for step in MarketClock(series) { last = step.index }
          blackHole(last)
        }
      },
    ]
  }

  private static func batch(_ name: String, _ timeframe: Timeframe) -> Benchmark {
    Benchmark(name, per: "tick", units: tickCount) {
      let ticks = try BenchmarkData.ticks(tickCount)
      try BenchmarkData.share(ticks.time, as: "ticks.time")
      try BenchmarkData.share(ticks.price, as: "ticks.price")
      try BenchmarkData.share(ticks.size, as: "ticks.size")
      return { blackHole(try ticks.resampled(to: timeframe)) }
    }
  }
}
