/// A table of numbers with named columns, as models and portfolios are fed: missing values are NaN.
///
///     let table = try NumericTable(csv: "features.csv")
///     table.names                        // ["rsi_14", "label"]: without the time
///     table["rsi_14"]                    // a column
///     table.time                         // the column of times, if there is one
public struct NumericTable: Hashable, Sendable {
  /// Where it comes from: a file's path, or what the caller says.
  public let source: String
  /// The columns' names, the time's left out.
  public let names: [String]
  /// The columns, all of the same length.
  public let columns: [[Double]]
  /// The time of each row, if the table has one.
  public let time: [Timestamp]?
  /// What was left out; empty unless a file was read leniently.
  public let quality: DataQuality

  /// A table made of columns.
  public init(source: String = "", names: [String], columns: [[Double]], time: [Timestamp]? = nil) {
    precondition(names.count == columns.count, "a table needs one name per column")
    precondition(Set(columns.map(\.count) + (time.map { [$0.count] } ?? [])).count <= 1, "the columns of a table are equally long")
    self.source = source
    self.names = names
    self.columns = columns
    self.time = time
    quality = DataQuality(source: source, rows: columns.first?.count ?? time?.count ?? 0)
  }

  /// Reads a table from a CSV file, with a header or without one: columns without a name are called `column_1`, `column_2`, …
  ///
  /// A column is read as time if it has a usual name such as `time` or `date` and holds times, or if it is the first and holds dates.
  /// - Parameters:
  ///   - path: a CSV file or a pipe.
  ///   - wanted: the columns to read; left out, all of them.
  ///   - options: how it is read.
  public init(csv path: String, columns wanted: [String]? = nil, options: CSVOptions = CSVOptions()) throws(InvalidFile) {
    var reader = try TableReader(path, columns: wanted, options: options)
    var columns = reader.names.map { _ in [Double]() }
    var time: [Timestamp]? = reader.hasTime ? [] : nil
    while try reader.advance() {
      let expected = reader.expectedRows
      for slot in columns.indices {
        columns[slot].makeRoom(for: reader.batch.count, expecting: expected)
        columns[slot].append(contentsOf: reader.batch.numbers(slot))
      }
      if time != nil { for nanoseconds in reader.batch.times(0) { time?.append(Timestamp(nanoseconds: nanoseconds)) } }
    }
    source = path
    names = reader.names
    self.columns = columns
    self.time = time
    quality = reader.quality
  }

  /// How many rows there are.
  public var rowCount: Int { columns.first?.count ?? time?.count ?? 0 }

  /// A column by its name; `nil` if there is none.
  public subscript(name: String) -> [Double]? { names.firstIndex(of: name).map { columns[$0] } }

  /// A column by its name, or an error that names those there are.
  public func column(_ name: String) throws(InvalidFile) -> [Double] {
    columns[try ColumnFinder(path: source, line: 1, names: names).named(name)]
  }

  /// How a column is written that ``column(_:)`` finds, which need not be as the caller wrote it.
  package func name(of name: String) throws(InvalidFile) -> String {
    names[try ColumnFinder(path: source, line: 1, names: names).named(name)]
  }
}
