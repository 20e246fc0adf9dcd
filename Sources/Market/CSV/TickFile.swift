/// The trades of a file, read at once.
///
///     let file = try TickFile("SPY-trades-20131007.csv")
///     file.series.count                    // its trades
public struct TickFile: Sendable {
  /// The trades.
  public let series: TickSeries
  /// What was left out; empty unless the file was read leniently.
  public let quality: DataQuality

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: a CSV file or a pipe.
  ///   - symbol: whose trades they are; left out, the file's name tells, see `Symbol.init(fileName:)`.
  ///   - options: how it is read.
  ///   - progress: called now and then with the share of the file that has been read.
  /// - Complexity: O(n); needs the size of the columns and a constant.
  public init(
    _ path: String, symbol: Symbol? = nil, options: CSVOptions = CSVOptions(), progress: (Double) -> Void = { _ in }
  ) throws(InvalidFile) {
    var reader = try TickReader(path, options: options, checksOrder: !options.sorts)
    let symbol = try Symbol.named(symbol, path: path)
    var time: [Timestamp] = []
    var price: [Double] = []
    var size: [Double] = []
    var side: [Side]? = reader.layout.hasSide ? [] : nil
    while try reader.advance() {
      let batch = reader.batch
      let expected = reader.expectedRows
      time.makeRoom(for: batch.count, expecting: expected)
      for nanoseconds in batch.times(0) { time.append(Timestamp(nanoseconds: nanoseconds)) }
      price.makeRoom(for: batch.count, expecting: expected)
      price.append(contentsOf: batch.numbers(TickLayout.price))
      size.makeRoom(for: batch.count, expecting: expected)
      size.append(contentsOf: batch.numbers(TickLayout.size))
      if side != nil {
        side?.makeRoom(for: batch.count, expecting: expected)
        for sign in batch.numbers(TickLayout.side) { side?.append(sign > 0 ? .buy : .sell) }
      }
      if let share = reader.progress { progress(share) }
    }
    if options.sorts, !zip(time, time.dropFirst()).allSatisfy({ $0 <= $1 }) {
      let order = time.indices.sorted { (time[$0], $0) < (time[$1], $1) }
      time = order.map { time[$0] }
      price = order.map { price[$0] }
      size = order.map { size[$0] }
      side = side.map { column in order.map { column[$0] } }
    }
    series = TickSeries(uncheckedSymbol: symbol, time: time, price: price, size: size, side: side, provenance: .file(path))
    quality = reader.quality
  }
}

extension TickSeries {
  /// Reads the trades of a CSV file; see ``TickFile`` for one that is read leniently.
  public init(csv path: String, symbol: Symbol? = nil, options: CSVOptions = CSVOptions()) throws(InvalidFile) {
    self = try TickFile(path, symbol: symbol, options: options).series
  }
}
