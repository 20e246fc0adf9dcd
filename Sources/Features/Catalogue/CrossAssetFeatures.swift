internal import Indicators

extension FeatureCatalogue {
  static let crossAsset: [FeatureDefinition] = [
    FeatureDefinition(
      "correlation_#", .crossAsset, .ratio, range: -1...1, parameters: [.period(20, least: 2)], listed: [[20]],
      "correlation of the returns with those of another symbol", formula: "CORREL(returns of the other's last closed bars, returns, n)",
      comparesSymbols: true
    ) { (build, values) throws(FeatureError) in
      let other = try build.othersClose()
      let theirs = try build.of(ROCP.self, 1, input: other)
      return try build.indicator(CORREL.self, values, [theirs, build.returns()])[0]
    },
    FeatureDefinition(
      "beta_#", .crossAsset, .ratio, parameters: [.period(20, least: 2)], listed: [[20]],
      "how much the close moves when that of another symbol moves by one percent",
      formula: "BETA(close of the other's last closed bar, close, n)",
      comparesSymbols: true
    ) { (build, values) throws(FeatureError) in try build.indicator(BETA.self, values, [build.othersClose(), build.bars(.close)])[0] },
  ]
}
