import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// What a cut of the history needs of each block, added up beforehand for every subset of the first and of the second half of the blocks.
///
/// A cut is then one addition a strategy instead of a pass over the observations: the sums of the blocks in its lower and of those in its
/// upper half. Returns are taken relative to each strategy's own mean, so that the sums of squares lose nothing.
struct BlockSums {
  private let blocks: Int
  private let strategies: Int
  private let isSharpe: Bool
  private let means: [Double]
  /// How many observations each subset of a half has.
  private let lowCounts: [Double]
  private let highCounts: [Double]
  /// Row by row: subset, then strategy.
  private let low: Sums
  private let high: Sums

  private struct Sums {
    var values: [Double]
    var squares: [Double]
  }

  init(_ returns: [[Double]], blocks: Int, measure: BacktestOverfitting.Measure, threads: Int) {
    self.blocks = blocks
    strategies = returns.count
    isSharpe = measure == .sharpe
    let observations = returns[0].count
    let (length, longer) = (observations / blocks, observations % blocks)
    let ends = (0...blocks).map { $0 * length + min($0, longer) }
    let means = returns.map { Moments($0).mean }
    self.means = means
    let perStrategy = parallelMap(Array(returns.indices), threads: threads) { index -> (values: [Double], squares: [Double]) in
      let (mean, values) = (means[index], returns[index])
      var sums = [Double](repeating: 0, count: blocks)
      var squares = sums
      for block in 0..<blocks {
        for place in ends[block]..<ends[block + 1] {
          let deviation = values[place] - mean
          sums[block] += deviation
          squares[block] += deviation * deviation
        }
      }
      return (sums, squares)
    }
    let half = blocks / 2
    let counts = (0..<blocks).map { Double(ends[$0 + 1] - ends[$0]) }
    func subsets(_ first: Int) -> (counts: [Double], sums: Sums) {
      let size = 1 << half
      var total = [Double](repeating: 0, count: size)
      var sums = Sums(values: [], squares: [])
      sums.values = [Double](repeating: 0, count: size * returns.count)
      sums.squares = sums.values
      for subset in 1..<size {
        // A subset is a smaller one and its last block.
        let block = first + subset.trailingZeroBitCount
        let rest = subset & (subset - 1)
        total[subset] = total[rest] + counts[block]
        for strategy in returns.indices {
          sums.values[subset * returns.count + strategy] =
            sums.values[rest * returns.count + strategy] + perStrategy[strategy].values[block]
          sums.squares[subset * returns.count + strategy] =
            sums.squares[rest * returns.count + strategy] + perStrategy[strategy].squares[block]
        }
      }
      return (total, sums)
    }
    (lowCounts, low) = subsets(0)
    (highCounts, high) = subsets(half)
  }

  /// Every cut by ascending mask.
  func selections(threads: Int) -> [BacktestOverfitting.Selection] {
    let all = UInt32(1) << UInt32(blocks) &- 1
    // Each cut and its mirror need the same two columns of numbers: only those without the last block are walked through.
    let masks = (0...all >> 1).filter { $0.nonzeroBitCount * 2 == blocks }
    let pairs = parallelChunks(masks.count, size: 64, threads: threads) { range in
      var (past, future) = ([Double](repeating: 0, count: strategies), [Double](repeating: 0, count: strategies))
      return range.map { index in
        let mask = masks[index]
        measure(mask, into: &past)
        measure(all & ~mask, into: &future)
        return (select(mask, past, future), select(all & ~mask, future, past))
      }
    }.joined()
    return pairs.map(\.0) + pairs.map(\.1).reversed()
  }

  /// How good every strategy is on some blocks; a Sharpe ratio of 0 where it does not vary there, because it was out of the market.
  private func measure(_ mask: UInt32, into result: inout [Double]) {
    let half = blocks / 2
    let lower = Int(mask & (1 << UInt32(half) &- 1))
    let upper = Int(mask >> UInt32(half))
    let count = lowCounts[lower] + highCounts[upper]
    let (lowValues, highValues) = (low.values.span, high.values.span)
    let (lowSquares, highSquares) = (low.squares.span, high.squares.span)
    let (lowerStart, upperStart) = (lower * strategies, upper * strategies)
    var target = result.mutableSpan
    let average = means.span
    for strategy in average.indices {
      let sum = lowValues[lowerStart &+ strategy] + highValues[upperStart &+ strategy]
      let mean = average[strategy] + sum / count
      if isSharpe {
        let squares = lowSquares[lowerStart &+ strategy] + highSquares[upperStart &+ strategy]
        let variance = (squares - sum * sum / count) / (count - 1)
        // Below the rounding of the sums there is no variance.
        let noise = (squares * 0x1p-40).magnitude
        target[strategy] = variance * (count - 1) > noise ? mean / variance.squareRoot() : 0
      } else {
        target[strategy] = mean
      }
    }
  }

  private func select(_ mask: UInt32, _ past: [Double], _ future: [Double]) -> BacktestOverfitting.Selection {
    var best = 0
    for strategy in past.indices where past[strategy] > past[best] { best = strategy }
    let reached = future[best]
    var (below, equal) = (0, 0)
    for value in future {
      if value < reached { below += 1 } else if value == reached { equal += 1 }
    }
    // The average rank of those that tie, over one more than there are.
    let share = (Double(below) + Double(equal + 1) / 2) / Double(strategies + 1)
    return BacktestOverfitting.Selection(
      past: mask, strategy: best, inSample: past[best], outOfSample: reached, relativeRank: share, logit: log(share / (1 - share)))
  }
}
