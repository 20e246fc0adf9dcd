/// A table of numbers shown by colour, and by the number itself where it has room.
///
///     HeatMap(title: "Result by month", columns: ["Jan", "Feb"], rows: ["2023", "2024"], values: [[0.02, -0.01], [0.03, .nan]], style: .percent)
///
/// Missing values are grey with a dash. A table with more cells than can be told apart is shown by the averages of blocks, and its description says so.
public struct HeatMap: Sendable {
  /// What colour means.
  public enum Scale: Sendable, Hashable {
    /// Below a value one colour, above it another.
    case diverging(around: Double)
    /// From the least to the greatest.
    case sequential
  }

  /// What it shows.
  public var title: String
  /// What somebody who cannot see it should know.
  public var description: String
  /// The names of the columns.
  public var columns: [String]
  /// The names of the rows.
  public var rows: [String]
  /// The numbers, row by row; NaN is missing.
  public var values: [[Double]]
  /// What colour means.
  public var scale: Scale
  /// How numbers are written.
  public var style: NumberStyle
  /// With how many decimals, 0 to 9.
  public var decimals: Int

  /// A heat map.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - description: what somebody who cannot see it should know.
  ///   - columns: the names of the columns.
  ///   - rows: the names of the rows.
  ///   - values: the numbers, row by row, each row as long as `columns`; NaN is missing.
  ///   - scale: what colour means.
  ///   - style: how numbers are written.
  ///   - decimals: with how many decimals, 0 to 9.
  public init(
    title: String, description: String = "", columns: [String], rows: [String], values: [[Double]], scale: Scale = .diverging(around: 0),
    style: NumberStyle = .plain, decimals: Int = 1
  ) {
    precondition(
      values.count == rows.count && values.allSatisfy { $0.count == columns.count },
      "HeatMap: '\(title)' needs a row of \(columns.count) values for each of its \(rows.count) rows.")
    precondition((0...9).contains(decimals), "HeatMap: decimals is \(decimals); it must be 0 to 9.")
    self.title = title
    self.description = description
    self.columns = columns
    self.rows = rows
    self.values = values
    self.scale = scale
    self.style = style
    self.decimals = decimals
  }

  /// The picture as one SVG document with its own colours for light and dark.
  ///
  /// - Parameter width: 240 to 4000 units.
  public func svg(width: Int = 720) -> String {
    precondition((240...4_000).contains(width), "HeatMap: width is \(width); it must be 240 to 4000.")
    return HeatMapDrawing(self, width: Double(width)).svg(identifier: "map", isStandalone: true)
  }
}
