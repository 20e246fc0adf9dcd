/// Rows under headings, as wide as their widest cell.
struct Table {
  /// A heading, and whether its column holds numbers.
  struct Column {
    let heading: String
    let isNumeric: Bool

    static func text(_ heading: String) -> Column { Column(heading: heading, isNumeric: false) }
    static func number(_ heading: String) -> Column { Column(heading: heading, isNumeric: true) }
  }

  let columns: [Column]
  var rows: [[String]] = []

  init(_ columns: Column...) { self.columns = columns }
  init(_ columns: [Column]) { self.columns = columns }

  /// The table with two spaces between columns; headings stand out in bold if that can be shown.
  func text(isBold: Bool) -> String {
    let widths = columns.indices.map { index in
      ([columns[index].heading] + rows.map { $0[index] }).map(\.count).max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = zip(zip(cells, columns), widths).map { cell, width in
        let space = String(repeating: " ", count: width - cell.0.count)
        return cell.1.isNumeric ? space + cell.0 : cell.0 + space
      }
      var text = padded.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text + "\n"
    }
    let heading = line(columns.map(\.heading))
    return (isBold ? "\u{1B}[1m\(heading.dropLast())\u{1B}[0m\n" : heading) + rows.map(line).joined()
  }
}
