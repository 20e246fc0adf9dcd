import Assay

/// The options that every command which reads market data shares.
enum MarketFileOptions {
  static let symbol = Option<Symbol?>.optional("symbol", "NAME", "whose data it is; otherwise the file's name tells", .symbol)
  static let timeframe = Option<Timeframe?>.optional(
    "timeframe", "5m", "how much a bar holds; otherwise the most common step tells", .timeframe)
  static let kind = Option<MarketFileKind?>.optional(
    "kind", "bars|ticks", "what the file holds; otherwise its columns tell", .oneOf(["bars": .bars, "ticks": .ticks]))
  static let columns = Option<String?>.optional(
    "columns", "NAMES", "the columns by position, with commas, for a file without a header", .text)
  static let dateOrder = Option<DateOrder?>.optional(
    "date-order", "day|month", "which comes first in dates such as 1/4/1999", .oneOf(["day": .dayFirst, "month": .monthFirst]))
  static let timeColumn = Option<String?>.optional("time-column", "NAME", "the column that holds the time; otherwise its name tells", .text)
  static let sort = Option<Bool>.flag("sort", "put the rows into the order of time")
  static let lenient = Option<Bool>.flag("lenient", "leave out lines that break a rule, and count them")
  static let calendar = Option<TradingCalendar>.defaulted(
    "calendar", "NAME", "when the market is open: continuous, nyse or fx",
    .oneOf(["continuous": .continuous, "nyse": .newYorkStockExchange, "fx": .foreignExchange]), .continuous, shown: "continuous")

  /// For usage and help.
  static let declarations = [symbol.declaration, timeframe.declaration, kind.declaration] + layout
  /// Those of them that say how the file is written.
  static let layout = [columns.declaration, timeColumn.declaration, dateOrder.declaration, sort.declaration]

  /// How the file is to be read.
  static func reading(_ arguments: Arguments) throws -> CSVOptions {
    var options = CSVOptions()
    if let names = try arguments[columns] {
      options.columns = names.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    options.timeColumn = try arguments[timeColumn]
    options.dateOrder = try arguments[dateOrder]
    options.sorts = try arguments[sort]
    return options
  }

  /// What the file holds.
  static func kind(of path: String, _ arguments: Arguments, _ options: CSVOptions) throws -> MarketFileKind {
    if let kind = try arguments[kind] { return kind }
    return try MarketFileKind(of: path, options: options)
  }
}
