/// The bars of a file, read at once.
///
///     let file = try BarFile("BTCUSDT-spot-1h-2023.csv")
///     file.series.count                    // its bars
///     file.series.symbol                   // BTCUSDT, from the name
///     file.quality.isClean                 // true: read strictly, nothing was left out
public struct BarFile: Sendable {
  /// The bars.
  public let series: BarSeries
  /// The extra columns that were asked for, as long as the series.
  public let extras: [String: [Double]]
  /// What was left out; empty unless the file was read leniently.
  public let quality: DataQuality

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: a CSV file or a pipe.
  ///   - symbol: whose bars they are; left out, the file's name tells, see `Symbol.init(fileName:)`.
  ///   - timeframe: how much a bar holds; left out, it is the most common step from bar to bar.
  ///   - options: how it is read.
  ///   - progress: called now and then with the share of the file that has been read.
  /// - Complexity: O(n); needs the size of the columns and a constant.
  public init(
    _ path: String, symbol: Symbol? = nil, timeframe: Timeframe? = nil, options: CSVOptions = CSVOptions(),
    progress: (Double) -> Void = { _ in }
  ) throws(InvalidFile) {
    var reader = try BarReader(path, options: options, checksOrder: !options.sorts)
    let symbol = try Symbol.named(symbol, path: path)
    var columns = BarColumns(reader.layout)
    while try reader.advance() {
      columns.append(reader.batch, reader.layout, expecting: reader.expectedRows)
      if let share = reader.progress { progress(share) }
    }
    let sorted = options.sorts && columns.sort()
    let length = try columns.timeframe(given: timeframe, path: path)
    try columns.settleEnds(length, &reader, wasSorted: sorted)
    series = BarSeries(
      uncheckedSymbol: symbol, timeframe: length, time: columns.time, open: columns.open, high: columns.high, low: columns.low,
      close: columns.close, volume: columns.volume, ends: columns.ends, filled: columns.filledRanges, provenance: .file(path))
    extras = Dictionary(zip(reader.layout.extras.map(\.name), columns.extras)) { first, _ in first }
    quality = reader.quality
  }
}

extension BarSeries {
  /// Reads the bars of a CSV file; see ``BarFile`` for one with extra columns or one that is read leniently.
  public init(csv path: String, symbol: Symbol? = nil, timeframe: Timeframe? = nil, options: CSVOptions = CSVOptions()) throws(InvalidFile)
  {
    self = try BarFile(path, symbol: symbol, timeframe: timeframe, options: options).series
  }
}

/// The columns of a series while they grow.
struct BarColumns {
  var time: [Timestamp] = []
  var open: [Double] = []
  var high: [Double] = []
  var low: [Double] = []
  var close: [Double] = []
  var volume: [Double] = []
  var ends: [Timestamp]?
  var filled: [Bool]?
  var extras: [[Double]]
  var lines = LineMap()
  /// The lines once the rows are in another order than the file's.
  var sortedLines: [Int]?

  init(_ layout: BarLayout) {
    ends = layout.hasEnds ? [] : nil
    filled = layout.filled == nil ? nil : []
    extras = layout.extras.map { _ in [] }
  }

  mutating func append(_ batch: RowBatch, _ layout: BarLayout, expecting total: Int?) {
    func add(_ slot: Int, to column: inout [Double]) {
      column.makeRoom(for: batch.count, expecting: total)
      column.append(contentsOf: batch.numbers(slot))
    }
    time.makeRoom(for: batch.count, expecting: total)
    for nanoseconds in batch.times(0) { time.append(Timestamp(nanoseconds: nanoseconds)) }
    add(0, to: &open)
    add(1, to: &high)
    add(2, to: &low)
    add(3, to: &close)
    if layout.hasVolume {
      add(BarLayout.volume, to: &volume)
    } else {
      volume.makeRoom(for: batch.count, expecting: total)
      volume.append(contentsOf: repeatElement(0, count: batch.count))
    }
    if layout.hasEnds { for nanoseconds in batch.times(1) { ends?.append(Timestamp(nanoseconds: nanoseconds)) } }
    if let slot = layout.filled { for mark in batch.numbers(slot) { filled?.append(mark != 0) } }
    for (index, extra) in layout.extras.enumerated() { add(extra.slot, to: &extras[index]) }
    lines.append(batch.lines[..<batch.count])
  }

  var filledRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (row, isFilled) in (filled ?? []).enumerated() where isFilled {
      if let last = ranges.last, last.upperBound == row {
        ranges[ranges.count - 1] = last.lowerBound..<row + 1
      } else {
        ranges.append(row..<row + 1)
      }
    }
    return ranges
  }
}
