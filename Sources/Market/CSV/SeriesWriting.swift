/// Writes bars to a file one by one, in constant memory.
public struct BarWriter: ~Copyable {
  private var writer: CSVWriter
  private let writesEnds: Bool
  private let marksFilled: Bool

  /// A file of bars with the columns `time`, `open`, `high`, `low`, `close`, `volume`.
  ///
  /// - Parameters:
  ///   - path: where it will be once it is finished.
  ///   - format: how times are written.
  ///   - writesEnds: whether a column `end` says when each bar was over, as bars of ticks and sessions need.
  ///   - marksFilled: whether a column `filled` marks bars that a fill policy made up with 1.
  public init(_ path: String, format: TimeFormat = .iso8601, writesEnds: Bool = false, marksFilled: Bool = false) throws(InvalidFile) {
    let columns = ["time", "open", "high", "low", "close", "volume"]
    self.writesEnds = writesEnds
    self.marksFilled = marksFilled
    writer = try CSVWriter(path, columns: columns + (writesEnds ? ["end"] : []) + (marksFilled ? ["filled"] : []), format: format)
  }

  /// Writes one more bar.
  public mutating func write(_ bar: Bar, isFilled: Bool = false) throws(InvalidFile) {
    writer.append(bar.start)
    writer.append(bar.open)
    writer.append(bar.high)
    writer.append(bar.low)
    writer.append(bar.close)
    writer.append(bar.volume)
    if writesEnds { writer.append(bar.end) }
    if marksFilled { writer.append(isFilled ? 1.0 : 0.0) }
    try writer.endRow()
  }

  /// Puts the file in its place.
  public mutating func finish() throws(InvalidFile) { try writer.finish() }
}

/// Writes trades to a file one by one, in constant memory.
public struct TickWriter: ~Copyable {
  private var writer: CSVWriter
  private let writesSide: Bool

  /// A file of trades with the columns `time`, `price`, `size` and perhaps `side`.
  public init(_ path: String, format: TimeFormat = .iso8601, writesSide: Bool = false) throws(InvalidFile) {
    self.writesSide = writesSide
    writer = try CSVWriter(path, columns: ["time", "price", "size"] + (writesSide ? ["side"] : []), format: format)
  }

  /// Writes one more trade.
  public mutating func write(_ tick: Tick) throws(InvalidFile) {
    writer.append(tick.time)
    writer.append(tick.price)
    writer.append(tick.size)
    if writesSide { writer.append(tick.side?.rawValue ?? "") }
    try writer.endRow()
  }

  /// Puts the file in its place.
  public mutating func finish() throws(InvalidFile) { try writer.finish() }
}

extension BarSeries {
  /// Writes the bars to a CSV file, with a column `end` or `filled` if the series has them, so that reading it gives the same series.
  public func write(csv path: String, format: TimeFormat = .iso8601) throws(InvalidFile) {
    var writer = try BarWriter(path, format: format, writesEnds: ends != nil, marksFilled: !filled.isEmpty)
    var ranges = filled[...]
    for index in indices {
      while let range = ranges.first, range.upperBound <= index { ranges.removeFirst() }
      try writer.write(self[index], isFilled: ranges.first?.contains(index) ?? false)
    }
    try writer.finish()
  }
}

extension TickSeries {
  /// Writes the trades to a CSV file.
  public func write(csv path: String, format: TimeFormat = .iso8601) throws(InvalidFile) {
    var writer = try TickWriter(path, format: format, writesSide: side != nil)
    for tick in self { try writer.write(tick) }
    try writer.finish()
  }
}

extension NumericTable {
  /// Writes the table to a CSV file, the time first under the name `time`.
  public func write(csv path: String, format: TimeFormat = .iso8601) throws(InvalidFile) {
    var writer = try CSVWriter(path, columns: (time == nil ? [] : ["time"]) + names, format: format)
    for row in 0..<rowCount {
      if let time { writer.append(time[row]) }
      for column in columns { writer.append(column[row]) }
      try writer.endRow()
    }
    try writer.finish()
  }
}
