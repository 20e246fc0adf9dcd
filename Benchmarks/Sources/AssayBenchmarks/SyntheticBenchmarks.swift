import Assay
import BenchmarkHarness

/// Made-up markets. There is no common library to compare with.
enum SyntheticBenchmarks {
  static var all: [Benchmark] {
    [
      Benchmark("synthetic.bars-5m", per: "bar", units: 1_000_000) {
        let market = try SyntheticMarket()
        return { blackHole(try market.bars(.minutes(5), count: 1_000_000, threads: 1)) }
      },
      Benchmark("synthetic.bars-5m-of-6-symbols", per: "bar", units: 1_200_000) {
        let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(6))
        return { blackHole(try market.bars(.minutes(5), count: 200_000)) }
      },
      Benchmark("synthetic.bars-1h-with-edge", per: "bar", units: 500_000) {
        let market = try SyntheticMarket(edge: 3.5)
        return { blackHole(try market.bars(.hours(1), count: 500_000, threads: 1)) }
      },
      Benchmark("synthetic.ticks-streamed", per: "tick", units: 1_000_000) {
        let market = try SyntheticMarket()
        return {
          var volume = 0.0
          for tick in try market.tickStream(of: market.symbols[0]).prefix(1_000_000) { volume += tick.size }
          blackHole(volume)
        }
      },
    ]
  }
}
