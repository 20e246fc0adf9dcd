/// The longer bars that a file makes, and what was left out of the file.
public struct ResampledFile: Sendable {
  /// The bars.
  public let resampled: Resampled
  /// What was left out; empty unless the file was read leniently.
  public let quality: DataQuality

  /// Reads the bars of a file and makes longer ones.
  ///
  /// - Parameters:
  ///   - path: a CSV file of bars, or a pipe.
  ///   - symbol: whose bars they are; left out, the file's name tells.
  ///   - source: how much a bar of the file holds; left out, the most common step tells.
  ///   - timeframe: a whole multiple of that.
  ///   - alignment: where bars begin.
  ///   - options: how the file is read.
  /// - Throws: `InvalidFile` for what is wrong with the file, `ResamplingError` for what cannot be made of it.
  public init(
    bars path: String, symbol: Symbol? = nil, from source: Timeframe? = nil, to timeframe: Timeframe, alignment: BarAlignment = .utc,
    options: CSVOptions = CSVOptions()
  ) throws {
    let file = try BarFile(path, symbol: symbol, timeframe: source, options: options)
    resampled = try file.series.resampled(to: timeframe, alignment: alignment)
    quality = file.quality
  }

  /// Reads the trades of a file of any size and makes bars of them, in the memory of the bars alone.
  ///
  /// - Parameters:
  ///   - path: a CSV file of trades, or a pipe.
  ///   - symbol: whose trades they are; left out, the file's name tells.
  ///   - timeframe: how much a bar holds: time, ticks, volume or value.
  ///   - alignment: where bars begin.
  ///   - options: how the file is read.
  ///   - progress: called now and then with the share of the file that has been read.
  /// - Throws: `InvalidFile` for what is wrong with the file, `ResamplingError` for what cannot be made of it.
  public init(
    ticks path: String, symbol: Symbol? = nil, to timeframe: Timeframe, alignment: BarAlignment = .utc,
    options: CSVOptions = CSVOptions(), progress: (Double) -> Void = { _ in }
  ) throws {
    let symbol = try Symbol.named(symbol, path: path)
    var resampler = try Resampler(ticksTo: timeframe, alignment: alignment)
    var reader = try TickReader(path, options: options)
    var batch = TickBatch()
    var closed: [ResampledBar] = []
    while try reader.next(into: &batch) {
      for index in batch.time.indices {
        closed += try resampler.update(Tick(time: batch.time[index], price: batch.price[index], size: batch.size[index]))
      }
      if let share = reader.progress { progress(share) }
    }
    resampled = Resampled(
      series: try BarSeries(symbol: symbol, timeframe: timeframe, bars: closed.map(\.bar), provenance: .file(path)),
      sources: closed.map(\.sources),
      partial: closed.indices.filter { closed[$0].isPartial }.map {
        .init(position: $0, found: closed[$0].sources, expected: closed[$0].expected)
      }, unfinished: resampler.unfinished, outside: resampler.outside)
    quality = reader.quality
  }
}
