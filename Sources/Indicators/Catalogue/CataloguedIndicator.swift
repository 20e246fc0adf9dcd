/// An indicator that the catalogue can make from numbers.
public protocol CataloguedIndicator: SeriesIndicator {
  /// What it is called, reads, takes and answers.
  static var declaration: IndicatorDeclaration { get }
  /// The indicator with these parameters, which ``IndicatorDeclaration/resolve(_:)`` has checked one by one; throws where they do not go together.
  init(parameters: [Double]) throws(InvalidParameter)
}
