/// The rows of a CSV file with named columns of numbers, read piece by piece.
///
///     let rows = CSVRows(target: "label") {
///       let file = try FileHandle(forReadingFrom: url)
///       return { try file.read(upToCount: 1 << 20).map { [UInt8]($0) } }
///     }
///     let data = try Dataset(stream: rows)
///
/// The first line names the columns. Cells are separated by commas, or by tabs or semicolons if the first line has no comma; an empty cell,
/// `NaN`, `NA` or `null` is a missing value. Quotes around a cell are taken off; separators and line ends inside quotes are not understood.
public struct CSVRows: RowStream {
  /// The column to predict.
  public let target: String
  /// The column of weights, if there is one.
  public let weight: String?
  /// The column of queries, if rows are ranked.
  public let query: String?
  /// Columns that are left out.
  public let ignored: Set<String>
  private let open: () throws -> (() throws -> [UInt8]?)

  /// Rows of a file.
  ///
  /// - Parameters:
  ///   - target: the column to predict.
  ///   - weight: the column of weights.
  ///   - query: the column of queries.
  ///   - ignoring: columns that are left out.
  ///   - open: opens the file anew; what it gives back reads the next bytes, `nil` at the end.
  public init(
    target: String, weight: String? = nil, query: String? = nil, ignoring: Set<String> = [],
    open: @escaping () throws -> (() throws -> [UInt8]?)
  ) {
    self.target = target
    self.weight = weight
    self.query = query
    ignored = ignoring
    self.open = open
  }

  /// The names of the features: every column that is nothing else.
  public var featureNames: [String] {
    get throws {
      var lines = LineReader(read: try open())
      return try Layout(header: lines.next(), self).features.map(\.name)
    }
  }

  /// Goes through all rows.
  public func forEachChunk(_ body: (RowChunk) throws -> Void) throws {
    var lines = LineReader(read: try open())
    let layout = try Layout(header: lines.next(), self)
    var chunk = RowChunk(values: [], labels: [])
    var cells = Array(repeating: Double.nan, count: layout.count)
    while let line = try lines.next() {
      if line.isEmpty { continue }
      try layout.read(line, number: lines.number, into: &cells)
      for feature in layout.features { chunk.values.append(cells[feature.place]) }
      chunk.labels.append(cells[layout.target])
      if let weight = layout.weight { chunk.weights.append(cells[weight]) }
      if let query = layout.query { chunk.queries.append(cells[query]) }
      if chunk.labels.count == 4_096 {
        try body(chunk)
        chunk = RowChunk(values: [], labels: [])
      }
    }
    if !chunk.labels.isEmpty { try body(chunk) }
  }

  /// Which column is what.
  private struct Layout {
    let separator: UInt8
    let count: Int
    let features: [(name: String, place: Int)]
    let target: Int
    let weight: Int?
    let query: Int?

    init(header: ArraySlice<UInt8>?, _ rows: CSVRows) throws(DatasetError) {
      guard let header else { throw DatasetError("The file is empty; its first line must name the columns.") }
      let marks = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
      let separator = marks.first { header.contains($0) } ?? marks[0]
      let start = header.starts(with: [0xef, 0xbb, 0xbf]) ? header.dropFirst(3) : header
      let names = start.split(separator: separator, omittingEmptySubsequences: false).map { String(decoding: Self.bare($0), as: UTF8.self) }
      func place(_ name: String, _ what: String) throws(DatasetError) -> Int {
        guard let place = names.firstIndex(of: name) else {
          throw DatasetError(
            "There is no column '\(name)' for the \(what); there are \(names.prefix(40).joined(separator: ", ")).", feature: name)
        }
        return place
      }
      self.separator = separator
      count = names.count
      target = try place(rows.target, "target")
      var taken = [target]
      if let name = rows.weight { taken.append(try place(name, "weights")) }
      weight = rows.weight == nil ? nil : taken[taken.count - 1]
      if let name = rows.query { taken.append(try place(name, "queries")) }
      query = rows.query == nil ? nil : taken[taken.count - 1]
      for name in rows.ignored.sorted() { taken.append(try place(name, "columns to leave out")) }
      features = names.enumerated().filter { !taken.contains($0.offset) }.map { ($0.element, $0.offset) }
    }

    private static func bare(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      var cell = cell
      func isSpare(_ byte: UInt8?) -> Bool { byte == 32 || byte == UInt8(ascii: "\"") }
      while isSpare(cell.first) { cell.removeFirst() }
      while isSpare(cell.last) { cell.removeLast() }
      return cell
    }

    func read(_ line: ArraySlice<UInt8>, number: Int, into cells: inout [Double]) throws(DatasetError) {
      var start = line.startIndex
      var place = 0
      while true {
        var end = start
        while end < line.endIndex, line[end] != separator { end += 1 }
        guard place < count else { throw DatasetError("Line \(number) has more than the \(count) cells of the first line.") }
        guard let value = Self.number(line[start..<end]) ?? Self.number(Self.bare(line[start..<end])) else {
          throw DatasetError(
            "Line \(number), cell \(place + 1) is '\(String(decoding: line[start..<end].prefix(40), as: UTF8.self))', which is not a number."
          )
        }
        cells[place] = value
        place += 1
        if end == line.endIndex { break }
        start = end + 1
      }
      guard place == count else { throw DatasetError("Line \(number) has \(place) cells; the first line has \(count).") }
    }

    /// The number in a cell; NaN if it is empty, `nil` if it is something else.
    private static func number(_ cell: ArraySlice<UInt8>) -> Double? {
      guard !cell.isEmpty else { return .nan }
      // Up to 15 digits and a power of ten up to 22 are exact, and so is their product's rounding (Clinger, PLDI 1990).
      var mantissa: Int64 = 0
      var digits = 0
      var exponent = 0
      var isFraction = false
      var isSimple = true
      var place = cell.startIndex
      let isNegative = cell[place] == UInt8(ascii: "-")
      if isNegative { place += 1 }
      while place < cell.endIndex, isSimple {
        let byte = cell[place]
        if (48...57).contains(byte) {
          mantissa = mantissa &* 10 &+ Int64(byte - 48)
          digits += 1
          if isFraction { exponent -= 1 }
        } else if byte == UInt8(ascii: "."), !isFraction {
          isFraction = true
        } else {
          isSimple = false
        }
        place += 1
      }
      if isSimple, (1...15).contains(digits) {
        let value = Double(mantissa) / powers[-exponent]
        return isNegative ? -value : value
      }
      let text = String(decoding: cell, as: UTF8.self)
      if ["nan", "na", "null"].contains(text.lowercased()) { return .nan }
      return Double(text)
    }

    private static let powers: [Double] = (0...22).map { Double("1e\($0)") ?? 1 }
  }
}

/// Lines out of pieces of a file.
private struct LineReader {
  private let read: () throws -> [UInt8]?
  private var bytes: [UInt8] = []
  private var place = 0
  private var isAtEnd = false
  private(set) var number = 0

  init(read: @escaping () throws -> [UInt8]?) { self.read = read }

  /// The next line without its end; `nil` behind the last.
  mutating func next() throws -> ArraySlice<UInt8>? {
    var scan = place
    while true {
      while scan < bytes.count, bytes[scan] != 10 { scan += 1 }
      if scan < bytes.count { break }
      if isAtEnd {
        guard place < bytes.count else { return nil }
        break
      }
      let rest = scan - place
      let more = try read()
      bytes = Array(bytes[place...])
      place = 0
      scan = rest
      if let more, !more.isEmpty { bytes += more } else { isAtEnd = true }
    }
    number += 1
    let line = bytes[place..<scan]
    place = min(scan + 1, bytes.count)
    return line.last == 13 ? line.dropLast() : line
  }
}
