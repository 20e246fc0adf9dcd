import Statistics

/// How a search comes by its configurations.
public enum Sampler: Sendable, Hashable {
  /// Every configuration by itself, uniformly on each dimension's scale.
  case random
  /// Every combination of so many values a dimension, all the values of choices and of whole numbers that have no more. The last dimension
  /// changes fastest; the search ends when the grid does.
  case grid(points: Int)
  /// A tree-structured Parzen estimator: more of what was good, less of what was not. See ``TreeParzen``.
  case treeParzen(TreeParzen)

  /// The tree-structured Parzen estimator with its usual settings.
  public static var treeParzen: Sampler { .treeParzen(TreeParzen()) }
}

extension Sampler {
  func check(_ space: SearchSpace) throws(WalkForwardError) {
    switch self {
    case .random: return
    case .grid(let points):
      if points < 1 || points > 1_000_000 {
        throw WalkForwardError(.outOfRange, "Search", "grid", "has \(points) points a dimension; it must be from 1 to 1 000 000.")
      }
      let most = 1_000_000
      var total = 1
      for dimension in space.dimensions {
        let (product, isOver) = total.multipliedReportingOverflow(by: Coordinate(dimension).grid(points: points).count)
        total = product
        if isOver || total > most {
          throw WalkForwardError(
            .outOfRange, "Search", "grid", "has more than \(most) combinations; use fewer points, or a random or TPE search.")
        }
      }
    case .treeParzen(let parzen): try parzen.check()
    }
  }
}

extension SearchSpace {
  /// A configuration drawn uniformly.
  func draw(using generator: inout SeededGenerator) -> Configuration {
    fill { dimension, _ in Coordinate(dimension).draw(using: &generator) }
  }

  /// A configuration whose values are made one after another; only dimensions in force are asked for.
  func fill(_ value: (Dimension, [String: ParameterValue]) -> ParameterValue) -> Configuration {
    var values: [String: ParameterValue] = [:]
    var entries: [Configuration.Entry] = []
    for dimension in dimensions where isActive(dimension, given: values) {
      let value = value(dimension, values)
      values[dimension.name] = value
      entries.append(Configuration.Entry(name: dimension.name, value: value))
    }
    return Configuration(entries)
  }

  /// Every combination of a grid, the last dimension changing fastest; dimensions out of force take part only where they are in force.
  func grid(points: Int) -> [Configuration] {
    var partial: [[Configuration.Entry]] = [[]]
    for dimension in dimensions {
      let values = Coordinate(dimension).grid(points: points)
      partial = partial.flatMap { entries in
        let known = Dictionary(entries.map { ($0.name, $0.value) }) { $1 }
        return isActive(dimension, given: known) ? values.map { entries + [.init(name: dimension.name, value: $0)] } : [entries]
      }
    }
    return partial.map { Configuration($0) }
  }
}
