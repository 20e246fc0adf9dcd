extension Plot {
  /// What one direction of a picture means, and which part of it is shown.
  public struct Axis: Sendable {
    enum Scale: Sendable {
      case linear, logarithmic, time
      case categories([String])
    }

    let scale: Scale
    /// What the numbers are, such as `Drawdown`.
    public var label: String
    /// How the numbers are written.
    public var style: NumberStyle
    /// What is shown; what the marks need if `nil`.
    public var range: ClosedRange<Double>?

    private init(_ scale: Scale, _ label: String, _ style: NumberStyle, _ range: ClosedRange<Double>?) {
      self.scale = scale
      self.label = label
      self.style = style
      self.range = range
    }

    /// Equal distances are equal differences.
    ///
    /// - Parameters:
    ///   - label: what the numbers are.
    ///   - style: how they are written.
    ///   - range: what is shown; what the marks need if `nil`.
    public static func number(_ label: String = "", style: NumberStyle = .plain, range: ClosedRange<Double>? = nil) -> Axis {
      Axis(.linear, label, style, range)
    }

    /// Equal distances are equal factors; what is not positive is not drawn.
    ///
    /// - Parameters:
    ///   - label: what the numbers are.
    ///   - style: how they are written.
    ///   - range: what is shown, above 0; what the marks need if `nil`.
    public static func logarithmic(_ label: String = "", style: NumberStyle = .plain, range: ClosedRange<Double>? = nil) -> Axis {
      Axis(.logarithmic, label, style, range)
    }

    /// Seconds since 1970 UTC, written as dates and times of day.
    ///
    /// - Parameters:
    ///   - label: what the instants are.
    ///   - range: what is shown; what the marks need if `nil`.
    public static func time(_ label: String = "", range: ClosedRange<Double>? = nil) -> Axis {
      Axis(.time, label, .plain, range)
    }

    /// Names at 0, 1, 2 and so on.
    ///
    /// - Parameters:
    ///   - names: the names, in order.
    ///   - label: what they are names of.
    public static func categories(_ names: [String], label: String = "") -> Axis {
      Axis(.categories(names), label, .plain, nil)
    }
  }
}
