extension Plot {
  /// One thing drawn in a picture. Columns of one mark have the same length; NaN is a missing value.
  public struct Mark: Sendable {
    enum Shape: Sendable {
      case line, area, bars, scatter, band, intervals
      case level, moment
    }

    let shape: Shape
    let x: [Double]
    let y: [Double]
    let upper: [Double]
    /// What the legend calls it; nothing if empty.
    public let name: String
    /// Its colour; the next one that is free if `nil`.
    public let ink: Ink?

    private init(_ shape: Shape, _ x: [Double], _ y: [Double], upper: [Double] = [], _ name: String, _ ink: Ink?) {
      precondition(
        shape == .level || shape == .moment || x.count == y.count && (upper.isEmpty || upper.count == x.count),
        "Plot: '\(name)' has columns of \(x.count), \(y.count) and \(upper.count) values; they must be equally long.")
      self.shape = shape
      self.x = x
      self.y = y
      self.upper = upper
      self.name = name
      self.ink = ink
    }

    /// A line through points in the order given.
    public static func line(x: [Double], y: [Double], name: String = "", ink: Ink? = nil) -> Mark { Mark(.line, x, y, name, ink) }

    /// A line with the surface between it and zero filled.
    public static func area(x: [Double], y: [Double], name: String = "", ink: Ink? = nil) -> Mark { Mark(.area, x, y, name, ink) }

    /// Bars from zero. Several marks of bars stand side by side.
    public static func bars(x: [Double], y: [Double], name: String = "", ink: Ink? = nil) -> Mark { Mark(.bars, x, y, name, ink) }

    /// Points. Of very many that lie on each other one is drawn.
    public static func scatter(x: [Double], y: [Double], name: String = "", ink: Ink? = nil) -> Mark { Mark(.scatter, x, y, name, ink) }

    /// The surface between two lines.
    public static func band(x: [Double], lower: [Double], upper: [Double], name: String = "", ink: Ink? = nil) -> Mark {
      Mark(.band, x, lower, upper: upper, name, ink)
    }

    /// An upright stroke with ends at each `x`: a confidence interval.
    public static func intervals(x: [Double], lower: [Double], upper: [Double], name: String = "", ink: Ink? = nil) -> Mark {
      Mark(.intervals, x, lower, upper: upper, name, ink)
    }

    /// A horizontal reference line.
    public static func level(_ y: Double, name: String = "", ink: Ink = .neutral) -> Mark { Mark(.level, [], [y], name, ink) }

    /// An upright reference line.
    public static func moment(_ x: Double, name: String = "", ink: Ink = .neutral) -> Mark { Mark(.moment, [x], [], name, ink) }
  }

  /// A colour that can be told from the others in light and dark, also by the colour-blind; lines have a dash and points a shape to it.
  public enum Ink: Sendable, Hashable {
    /// One of six, counted round.
    case series(Int)
    /// What is good, above, bought.
    case positive
    /// What is bad, below, sold.
    case negative
    /// Good above zero, bad below; for bars.
    case signed
    /// What only accompanies.
    case neutral
  }
}
