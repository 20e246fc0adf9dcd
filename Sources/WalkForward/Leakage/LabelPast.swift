internal import Statistics

/// What the labels that were known at each row say of its own: the last of them, and the means of those of one, four and sixteen lengths of a label.
///
/// Volatility can be forecast well from its past alone, a return cannot. So nothing is held against a feature, or a model, that the label's own past
/// says as well: correlations are those that are left once it is taken out of both sides. What leaks is then seen the better.
///
/// The terms are those of Corsi, "A simple approximate long-memory model of realized volatility", Journal of Financial Econometrics 7, 2009.
struct LabelPast {
  /// The terms, each with a value for every row.
  private let terms: [[Double]]
  private static let lengths = [1.0, 4, 16]
  private static let furthest = 1_000

  /// - Parameter labels: of every row, as they are correlated: themselves, or their ranks.
  init(_ labels: [Double], _ spans: SampleSpans, _ order: SymbolOrder) {
    guard spans.hasEnds, labels.count >= 100 else {
      terms = []
      return
    }
    let mean = labels.reduce(0, +) / Double(labels.count)
    let rows = Self.lengths.map { max(1, Int(($0 * spans.rowsPerLabel).rounded())) }
    var terms = [[Double]](repeating: [Double](repeating: mean, count: labels.count), count: 1 + rows.count)
    for run in order.runs {
      var sums = [0.0]
      sums.reserveCapacity(run.count + 1)
      for place in run { sums.append(sums[sums.count - 1] + labels[order.rows[place]]) }
      for place in run {
        let (row, earliest) = (order.rows[place], max(run.lowerBound, place - Self.furthest))
        guard let last = (earliest..<place).last(where: { spans.ends[order.rows[$0]] <= spans.times[row] }) else { continue }
        terms[0][row] = labels[order.rows[last]]
        let end = last - run.lowerBound + 1
        for (term, length) in rows.enumerated() {
          let begin = max(0, end - length)
          terms[term + 1][row] = (sums[end] - sums[begin]) / Double(end - begin)
        }
      }
    }
    self.terms = terms
  }

  /// What takes the past out of values of some rows.
  func beyond(_ rows: [Int]) -> Beyond { Beyond(terms.map { term in rows.map { term[$0] } }) }

  /// Values without what the label's past says of them.
  struct Beyond: Sendable {
    /// Columns of length 1 that stand at right angles to each other and to a constant.
    private var basis: [[Double]] = []

    init(_ terms: [[Double]]) {
      for term in terms { add(term) }
    }

    private mutating func add(_ term: [Double]) {
      // Twice is enough: what is left after it stands at a right angle.
      let left = residual(residual(term))
      let (length, before) = (Self.length(left), Self.length(Self.centred(term)))
      if length > 1e-6 * before, length > 0 { basis.append(left.map { $0 / length }) }
    }

    /// What is left of values, with mean 0; missing ones stay missing. All 0 where the past says everything.
    func callAsFunction(_ values: [Double]) -> [Double] {
      let left = residual(values)
      return Self.length(left) > 1e-6 * Self.length(Self.centred(values)) ? left : left.map { $0.isNaN ? .nan : 0 }
    }

    /// The past with one more column in it; what is missing of that says nothing.
    func and(_ column: [Double]) -> Beyond {
      var more = self
      more.add(Self.centred(column).map { $0.isNaN ? 0 : $0 })
      return more
    }

    /// The correlation of two columns beyond the past; 0 where nothing is left of one of them.
    func correlation(_ left: [Double], _ right: [Double]) -> Double {
      let value = Correlation.pearson(self(left), self(right))
      return value.isFinite ? value : 0
    }

    private func residual(_ values: [Double]) -> [Double] {
      var left = Self.centred(values)
      for column in basis {
        var product = 0.0
        for (place, value) in left.enumerated() where !value.isNaN { product += value * column[place] }
        for place in left.indices { left[place] -= product * column[place] }
      }
      return left
    }

    private static func centred(_ values: [Double]) -> [Double] {
      var (sum, count) = (0.0, 0.0)
      for value in values where !value.isNaN {
        sum += value
        count += 1
      }
      let mean = count > 0 ? sum / count : 0
      return values.map { $0 - mean }
    }

    private static func length(_ values: [Double]) -> Double {
      values.reduce(0) { $1.isNaN ? $0 : $0 + $1 * $1 }.squareRoot()
    }
  }
}
