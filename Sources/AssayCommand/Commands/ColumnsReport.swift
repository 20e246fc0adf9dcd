import Assay

/// What `--json` prints of columns that a command computed: themselves, or only what they are where they were written into a file.
struct ColumnsReport: Encodable {
  let out: String?
  let rows: Int
  let columns: [Column]

  struct Column: Encodable {
    let name: String
    /// Numbers; `nil` where a value is missing.
    var values: [Double?]?
    var times: [Timestamp?]?

    static func numbers(_ name: String, _ values: [Double]) -> Column { Column(name: name, values: values.map { $0.isFinite ? $0 : nil }) }
    static func times(_ name: String, _ times: [Timestamp?]) -> Column { Column(name: name, times: times) }
  }

  /// Columns of equal length; `out` is the file they were written to, if they were.
  init(_ columns: [Column], out: String?) {
    self.out = out
    rows = columns.first.map { $0.values?.count ?? $0.times?.count ?? 0 } ?? 0
    self.columns = out == nil ? columns : columns.map { Column(name: $0.name) }
  }
}
