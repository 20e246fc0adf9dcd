/// How a file of numbers is read.
///
///     var options = CSVOptions()
///     options.columns = ["time", "open", "close", "low", "high", "volume"]     // the order, for a file without a header
///     options.strictness = .lenient
public struct CSVOptions: Hashable, Sendable {
  /// What happens to a line that breaks a rule.
  public enum Strictness: String, Hashable, CaseIterable, Codable, Sendable {
    /// The first one is an error.
    case strict
    /// It is left out, counted and listed.
    case lenient
  }

  /// Which columns are kept besides those that a reader needs.
  public enum ExtraColumns: Hashable, Sendable {
    case none
    /// Those with these names, which must be there.
    case named([String])
  }

  /// What happens to a line that breaks a rule.
  public var strictness = Strictness.strict
  /// What separates fields; `nil` finds out whether it is a comma, a semicolon or a tab.
  public var separator: Unicode.Scalar?
  /// Whether the first line names the columns; `nil` finds out.
  public var hasHeader: Bool?
  /// How many lines are passed over before the header or the first row.
  public var skippedLines = 0
  /// The names of the columns by position, in place of a header's; an empty name ignores its column.
  public var columns: [String]?
  /// The column that holds the time; `nil` finds it by its name.
  public var timeColumn: String?
  /// What numbers in the time column count; `nil` tells it by their size, for the whole file.
  public var timeUnit: TimeUnit?
  /// The order in dates such as 1/4/1999; `nil` finds it out from a day after the twelfth.
  public var dateOrder: DateOrder?
  /// Which columns are kept besides those that a reader needs.
  public var extraColumns = ExtraColumns.none
  /// Whether bars may come without a volume column; they then have volume 0.
  public var volumeMayBeMissing = false
  /// Whether trades are read without their side, even if there is a column for it.
  public var ignoresSide = false
  /// Whether rows are put into ascending order of time when a whole file is read.
  public var sorts = false
  /// The longest line that is not an error, in bytes; from 64 up.
  public var longestLine = 16 << 20
  /// How many bytes are read at a time; from 1 up. The result does not depend on it.
  public var chunk = 256 << 10

  /// The options that suit most files: strict, and everything found out.
  public init() {}
}
