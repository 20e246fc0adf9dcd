/// What a column of a file is read as. The number is the place in a batch.
enum CellRole: Hashable, Sendable {
  case ignored
  /// A number that must be there.
  case number(Int)
  /// A number, or NaN where there is none.
  case optionalNumber(Int)
  /// An instant.
  case time(Int)
  /// A day, whose time of day is in another column.
  case day(Int)
  /// The time of day that belongs to a day.
  case clock(Int)
  /// A side: 1 for buy, -1 for sell.
  case side(Int)
  /// Whether the buyer was the maker: -1 for yes, since then the seller crossed the spread, 1 for no.
  case buyerIsMaker(Int)
}

/// How the rows of a file are laid out.
struct RowLayout: Sendable {
  var splitter: RecordSplitter
  /// The names of the file's columns.
  var names: [String]
  /// What each column is read as.
  var roles: [CellRole]
  /// How the columns with a time are written, by their place in a batch.
  var notations: [TimeNotation]

  /// How many columns of numbers a batch has.
  var numberSlots: Int {
    roles.reduce(0) { count, role in
      switch role {
      case .number(let slot), .optionalNumber(let slot), .side(let slot), .buyerIsMaker(let slot): max(count, slot + 1)
      default: count
      }
    }
  }

  /// The name of the column that is read into a place for numbers.
  func name(ofNumber slot: Int) -> String? {
    roles.firstIndex { $0 == .number(slot) || $0 == .optionalNumber(slot) || $0 == .side(slot) || $0 == .buyerIsMaker(slot) }.map {
      names[$0]
    }
  }

  /// The name of the column that is read into a place for times.
  func name(ofTime slot: Int) -> String? {
    roles.firstIndex { $0 == .time(slot) || $0 == .day(slot) }.map { names[$0] }
  }
}

/// Rows as columns: every number column one after the other in one array, every time column in another.
struct RowBatch {
  let capacity: Int
  /// How many rows there are.
  var count = 0
  /// The value of row `r` in place `p` is at `p * capacity + r`.
  var numbers: [Double]
  /// Nanoseconds since 1970, in the same order.
  var times: [Int64]
  /// The line each row began on.
  var lines: [Int]

  init(capacity: Int, numberSlots: Int, timeSlots: Int) {
    self.capacity = capacity
    numbers = [Double](repeating: 0, count: capacity * numberSlots)
    times = [Int64](repeating: 0, count: capacity * timeSlots)
    lines = [Int](repeating: 0, count: capacity)
  }

  /// The filled part of a place for numbers.
  func numbers(_ slot: Int) -> ArraySlice<Double> { numbers[slot * capacity..<slot * capacity + count] }

  /// The filled part of a place for times.
  func times(_ slot: Int) -> ArraySlice<Int64> { times[slot * capacity..<slot * capacity + count] }

  /// Moves a row over one that is left out.
  mutating func move(_ row: Int, to target: Int) {
    for start in stride(from: 0, to: numbers.count, by: capacity) { numbers[start + target] = numbers[start + row] }
    for start in stride(from: 0, to: times.count, by: capacity) { times[start + target] = times[start + row] }
    lines[target] = lines[row]
  }
}
