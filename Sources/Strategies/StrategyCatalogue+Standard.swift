public import Backtest

extension StrategyCatalogue {
  /// Every built-in strategy: a file and a line here for each.
  ///
  ///     let result = try StrategyCatalogue.standard.entry("breakout").run(backtest, ["period": 50])
  public static let standard = StrategyCatalogue(
    baselines.entries + [
      BollingerSqueeze.entry,
      BoostedTrees.entry,
      Breakout.entry,
      CandlePatterns.entry,
      CompressionFade.entry,
      CrossAssetCorrelation.entry,
      EnsembleVote.entry,
      MACDDivergence.entry,
      MTFMomentumConfirm.entry,
      MTFTrendAlign.entry,
      Momentum.entry,
      OrderFlow.entry,
      RSIDivergence.entry,
      RSIExtremes.entry,
      RandomForest.entry,
      RateOfChange.entry,
      Reversal.entry,
      SqueezeBreakout.entry,
      SupportResistance.entry,
      VWAPReversion.entry,
      VolatilityBreakout.entry,
      VolatilityMeanReversion.entry,
      VolatilityRegimeSwitch.entry,
      VolumeMeanReversion.entry,
      VolumeSpike.entry,
    ])
}
