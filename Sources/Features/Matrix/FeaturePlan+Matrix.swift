public import Market
internal import Statistics

extension FeaturePlan {
  /// All rows of a series at once.
  ///
  /// The numbers do not depend on the number of threads, and are those a stream gives, to the bit. Windows count bars: over a gap nothing is made up,
  /// and a window reaches further back in time. A series shorter than a warm-up gives rows without values, see ``FeatureMatrix/emptyColumns``.
  ///
  /// - Parameters:
  ///   - series: the bars, of the plan's symbol and timeframe.
  ///   - others: the bars of other symbols that features name.
  ///   - threads: the greatest number of threads to use, 1 or more; left out, as many as there are active processors.
  /// - Complexity: O(rows × features). Memory for the columns, and a few more while they are made.
  public func matrix(of series: BarSeries, others: [BarSeries] = [], threads: Int? = nil) throws(FeatureError) -> FeatureMatrix {
    guard series.symbol == symbol else {
      throw .seriesMissing(symbol: symbol, reason: "the plan is for \(symbol), the series is of \(series.symbol)")
    }
    guard series.timeframe == timeframe else {
      throw .seriesMissing(symbol: symbol, reason: "the plan is for bars of \(timeframe), the series has bars of \(series.timeframe)")
    }
    let bars = try seriesOfFrames(series, others)
    var results: [FrameResult] = frames.map { _ in FrameResult() }
    // Frames that others carry from come first; the series itself is carried to, and comes last.
    for index in frames.indices.reversed() {
      let wanted = index == 0 ? outputs : carried(from: index)
      let evaluation = FrameEvaluation(frame: frames[index], bars: bars[index], wanted: wanted, own: series)
      results[index] = FrameResult(
        bars: bars[index], columns: evaluation.run(carrying: results, threads: threads ?? ActiveProcessors.count))
    }
    let time = series.indices.map { series.end(at: $0) }
    return FeatureMatrix(
      names: names, columns: outputs.map { results[0].columns[$0] ?? [] }, time: time,
      stretches: series.isEmpty ? [] : [.init(symbol: symbol, rows: 0..<series.count)], fingerprint: fingerprint)
  }

  /// The columns of a frame that other frames read.
  private func carried(from frame: Int) -> [Column] {
    frames[0].nodes.compactMap { if case .carry(frame, let column) = $0.work { column } else { nil } }
  }

  private func seriesOfFrames(_ series: BarSeries, _ others: [BarSeries]) throws(FeatureError) -> [BarSeries] {
    var bars: [BarSeries] = []
    for frame in frames {
      var given = series
      if let symbol = frame.key.symbol {
        guard let other = others.first(where: { $0.symbol == symbol }) else {
          let names = others.map(\.symbol.name).joined(separator: ", ")
          throw .seriesMissing(
            symbol: symbol, reason: "a feature names it, and there are only \(names.isEmpty ? "those of \(self.symbol)" : names)")
        }
        let expected = frames.first { $0.key == FrameKey(symbol: symbol, timeframe: nil) }?.timeframe ?? timeframe
        guard other.timeframe == expected else {
          throw .seriesMissing(symbol: symbol, reason: "the plan is for bars of \(expected), the series has bars of \(other.timeframe)")
        }
        given = other
      }
      if let longer = frame.key.timeframe {
        do throws(ResamplingError) {
          // A bar of another symbol is over when its time is, though nothing of that symbol came later.
          let (now, last) = (series.isEmpty ? nil : series.end(at: series.count - 1), given.isEmpty ? nil : given.end(at: given.count - 1))
          let until = frame.key.symbol == nil ? nil : now.flatMap { now in last.flatMap { $0 < now ? now : nil } }
          given = try given.resampled(to: longer, alignment: calendar.isContinuous ? .utc : .session(calendar), until: until).series
        } catch {
          throw .resampling(symbol: given.symbol, error)
        }
      }
      bars.append(given)
    }
    return bars
  }
}

/// What a frame has brought.
struct FrameResult: Sendable {
  var bars: BarSeries?
  var columns: [Column: [Double]] = [:]
}

/// Computes a frame, in waves of computations whose inputs are there, on all threads; columns that nobody needs any more are let go.
private struct FrameEvaluation {
  let frame: Frame
  let bars: BarSeries
  let wanted: [Column]
  let own: BarSeries

  func run(carrying results: [FrameResult], threads: Int) -> [Column: [Double]] {
    let nodes = frame.nodes
    var readers = [Int](repeating: 0, count: nodes.count)
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for column in wanted { isNeeded[column.node] = true }
    for index in nodes.indices.reversed() where isNeeded[index] {
      for input in nodes[index].inputs { isNeeded[input.node] = true }
    }
    for index in nodes.indices where isNeeded[index] {
      for node in Set(nodes[index].inputs.map(\.node)) { readers[node] += 1 }
    }
    let isWanted = Set(wanted.map(\.node))
    var values = [[[Double]]?](repeating: nil, count: nodes.count)
    var waiting = nodes.indices.filter { isNeeded[$0] }
    var found: [Column: [Double]] = [:]
    let positions = carriedPositions(results)
    while !waiting.isEmpty {
      // Nodes come after what they read, so that the first that are ready are those whose columns are wanted soonest.
      var wave: [Int] = []
      for index in waiting where wave.count < 6 * threads {
        if nodes[index].inputs.allSatisfy({ values[$0.node] != nil }) { wave.append(index) }
      }
      let isInWave = Set(wave)
      waiting.removeAll { isInWave.contains($0) }
      let known = values
      let made = parallelMap(wave, threads: threads) { index in
        columns(of: nodes[index], from: known, results, positions)
      }
      for (index, columns) in zip(wave, made) { values[index] = columns }
      for index in wave {
        for node in Set(nodes[index].inputs.map(\.node)) {
          readers[node] -= 1
          if readers[node] == 0, !isWanted.contains(node) { values[node] = [] }
        }
      }
    }
    for column in wanted {
      if let columns = values[column.node], column.output < columns.count { found[column] = columns[column.output] }
    }
    return found
  }

  @Sendable
  private func columns(
    of node: Frame.Node, from values: [[[Double]]?], _ results: [FrameResult], _ positions: [Int: [Int32]]
  ) -> [[Double]] {
    switch node.work {
    case .bars(let column):
      switch column {
      case .open: return [bars.open]
      case .high: return [bars.high]
      case .low: return [bars.low]
      case .close: return [bars.close]
      case .volume: return [bars.volume]
      }
    case .carry(let frame, let column):
      let source = results[frame].columns[column] ?? []
      return [(positions[frame] ?? []).map { $0 < 0 ? .nan : source[Int($0)] }]
    case .compute(let computation):
      let inputs = node.inputs.map { values[$0.node]?[$0.output] ?? [] }
      return computation.columns(inputs, outputs: node.outputs, from: min(node.start, bars.count), BarTimes(series: bars))
    }
  }

  /// For each frame that is carried from, the position of its last bar that had closed by the end of each row; −1 where there is none.
  private func carriedPositions(_ results: [FrameResult]) -> [Int: [Int32]] {
    var positions: [Int: [Int32]] = [:]
    for node in frame.nodes {
      guard case .carry(let source, _) = node.work, positions[source] == nil, let other = results[source].bars else { continue }
      var next = 0
      positions[source] = bars.indices.map { row in
        let end = bars.end(at: row)
        while next < other.count, other.end(at: next) <= end { next += 1 }
        return Int32(clamping: next - 1)
      }
    }
    return positions
  }
}
