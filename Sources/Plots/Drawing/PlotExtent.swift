/// What the marks of a plot need of its axes.
struct PlotExtent {
  private(set) var x: ClosedRange<Double>?
  private(set) var y: ClosedRange<Double>?
  private(set) var undrawable = 0
  private(set) var horizontalPadding = 0.0

  init(_ plot: Plot) {
    var horizontal = Reach(isPositive: plot.x.isLogarithmic)
    var vertical = Reach(isPositive: plot.y.isLogarithmic)
    for mark in plot.marks {
      horizontal.add(mark.x)
      vertical.add(mark.y)
      vertical.add(mark.upper)
      if mark.shape == .bars || mark.shape == .area, !plot.y.isLogarithmic, !mark.y.isEmpty { vertical.addZero() }
      if mark.shape == .scatter || mark.shape == .intervals { horizontalPadding = 0.03 }
    }
    undrawable = horizontal.undrawable + vertical.undrawable
    // A reference line alone is no data: `reaches` says whether anything else spans both axes.
    x = horizontal.range
    y = vertical.range
    if case .categories(let names) = plot.x.scale, !names.isEmpty, y != nil {
      x = -0.6...Double(names.count) - 0.4
    } else if let range = x, plot.marks.contains(where: { $0.shape == .bars }), !plot.x.isLogarithmic {
      let pitch = PlotExtent.spacing(plot.marks.filter { $0.shape == .bars }) ?? 1
      x = range.lowerBound - pitch / 2...range.upperBound + pitch / 2
    }
    if !plot.marks.contains(where: { $0.shape != .level && $0.shape != .moment && !$0.x.isEmpty }) { (x, y) = (nil, nil) }
  }

  /// The distance of neighbouring bars as a share of the axis.
  static func barPitch(_ bars: [Plot.Mark], _ scale: AxisScale) -> Double {
    if scale.isLogarithmic { return 0.02 }
    return min(1, (spacing(bars) ?? 1) / (scale.range.upperBound - scale.range.lowerBound))
  }

  private static func spacing(_ bars: [Plot.Mark]) -> Double? {
    let places = bars.flatMap(\.x).filter(AxisScale.isDrawable).sorted()
    var least = Double.infinity
    for (left, right) in zip(places, places.dropFirst()) where right > left { least = min(least, right - left) }
    return least.isFinite ? least : nil
  }

  private struct Reach {
    let isPositive: Bool
    private(set) var undrawable = 0
    private var least = Double.infinity
    private var greatest = -Double.infinity

    init(isPositive: Bool) { self.isPositive = isPositive }

    var range: ClosedRange<Double>? { least <= greatest ? least...greatest : nil }

    mutating func add(_ values: [Double]) {
      for value in values {
        if !AxisScale.isDrawable(value) {
          if !value.isNaN { undrawable += 1 }
          continue
        }
        if isPositive && value < .leastNormalMagnitude { continue }
        if value < least { least = value }
        if value > greatest { greatest = value }
      }
    }

    mutating func addZero() {
      least = min(least, 0)
      greatest = max(greatest, 0)
    }
  }
}

extension Plot.Axis {
  var isLogarithmic: Bool { if case .logarithmic = scale { true } else { false } }
}
