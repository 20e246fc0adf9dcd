/// A picture of numbers: marks over a horizontal and a vertical axis, drawn as SVG.
///
///     let plot = Plot(
///       title: "Equity", x: .time(), y: .number("Account"),
///       marks: [.line(x: seconds, y: equity, name: "Strategy"), .line(x: seconds, y: held, name: "Buy and hold")])
///     let text = plot.svg()          // one self-contained picture, light and dark
///
/// A missing value (NaN) interrupts a line. Infinite values, and values beyond ±1e300, are not drawn; the picture's description says how
/// many there were. A million points make a small file: what falls on one pixel is drawn as its first, least, greatest and last value. The
/// same plot is always the same text, byte by byte.
///
/// It is no grammar of graphics and has no animation: it is what a report needs.
public struct Plot: Sendable {
  /// What it shows, above the picture.
  public var title: String
  /// What somebody who cannot see the picture should know; the marks' names and ranges are always told as well.
  public var description: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// What is drawn, the first at the back.
  public var marks: [Mark]
  /// How high the picture is.
  public var height: Height

  /// How high a picture is.
  public enum Height: String, Sendable, Hashable, CaseIterable {
    case short, regular, tall
  }

  /// A picture.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - description: what somebody who cannot see it should know.
  ///   - x: the horizontal axis.
  ///   - y: the vertical axis.
  ///   - height: how high it is.
  ///   - marks: what is drawn, the first at the back.
  public init(
    title: String, description: String = "", x: Axis = .number(), y: Axis = .number(), height: Height = .regular, marks: [Mark]
  ) {
    self.title = title
    self.description = description
    self.x = x
    self.y = y
    self.height = height
    self.marks = marks
  }

  /// The picture as one SVG document with its own colours for light and dark, for a file or an `img`.
  ///
  /// - Parameter width: 240 to 4000 units; text keeps its size, so that a wider picture has room for more.
  /// - Complexity: O(points).
  public func svg(width: Int = 720) -> String {
    precondition((240...4_000).contains(width), "Plot: width is \(width); it must be 240 to 4000.")
    return PlotDrawing(self, width: Double(width)).svg(identifier: "plot", isStandalone: true)
  }
}
