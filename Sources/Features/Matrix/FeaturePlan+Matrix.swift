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
    var time: [Timestamp] = []
    // Frames that others carry from come first; the series itself is carried to, and comes last.
    for index in frames.indices.reversed() {
      let wanted = index == 0 ? outputs : carried(from: index)
      let evaluation = FrameEvaluation(frames[index], bars: bars[index], wanted: wanted, carrying: results)
      results[index] = FrameResult(bars: bars[index], columns: evaluation.run(threads: threads ?? ActiveProcessors.count))
      time = evaluation.times.ends
    }
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
