/// Every indicator there is, by its code.
///
///     let run = try IndicatorCatalogue["RSI"]?.make([14])
public enum IndicatorCatalogue {
  /// All entries, family by family; a new indicator is one file and one line here.
  public static let entries: [CatalogueEntry] = overlap + momentum + volatility + volume + statistics + cycle + price

  /// The entry with a code, whatever its case.
  public static subscript(_ code: String) -> CatalogueEntry? { byCode[code.uppercased()] }

  private static let byCode = Dictionary(uniqueKeysWithValues: entries.map { ($0.declaration.code, $0) })

  private static let overlap: [CatalogueEntry] = [
    CatalogueEntry(SMA.self),
    CatalogueEntry(EMA.self),
    CatalogueEntry(WMA.self),
    CatalogueEntry(DEMA.self),
    CatalogueEntry(TEMA.self),
    CatalogueEntry(TRIMA.self),
    CatalogueEntry(KAMA.self),
    CatalogueEntry(HMA.self),
    CatalogueEntry(RMA.self),
    CatalogueEntry(VWMA.self),
    CatalogueEntry(ZLEMA.self),
    CatalogueEntry(T3.self),
    CatalogueEntry(MA.self),
    CatalogueEntry(BBANDS.self),
    CatalogueEntry(DONCHIAN.self),
    CatalogueEntry(KC.self),
    CatalogueEntry(SUPERTREND.self),
    CatalogueEntry(SAR.self),
    CatalogueEntry(MIDPOINT.self),
    CatalogueEntry(MIDPRICE.self),
    CatalogueEntry(VWAP.self),
    CatalogueEntry(Ichimoku.self),
  ]

  private static let momentum: [CatalogueEntry] = [
    CatalogueEntry(RSI.self),
    CatalogueEntry(MACD.self),
    CatalogueEntry(MACDEXT.self),
    CatalogueEntry(MACDFIX.self),
    CatalogueEntry(STOCH.self),
    CatalogueEntry(STOCHF.self),
    CatalogueEntry(STOCHRSI.self),
    CatalogueEntry(CCI.self),
    CatalogueEntry(WILLR.self),
    CatalogueEntry(ADX.self),
    CatalogueEntry(ADXR.self),
    CatalogueEntry(DX.self),
    CatalogueEntry(PlusDI.self),
    CatalogueEntry(MinusDI.self),
    CatalogueEntry(PlusDM.self),
    CatalogueEntry(MinusDM.self),
    CatalogueEntry(AROON.self),
    CatalogueEntry(AROONOSC.self),
    CatalogueEntry(MOM.self),
    CatalogueEntry(ROC.self),
    CatalogueEntry(ROCP.self),
    CatalogueEntry(ROCR.self),
    CatalogueEntry(ROCR100.self),
    CatalogueEntry(PPO.self),
    CatalogueEntry(APO.self),
    CatalogueEntry(CMO.self),
    CatalogueEntry(TRIX.self),
    CatalogueEntry(ULTOSC.self),
    CatalogueEntry(BOP.self),
    CatalogueEntry(MFI.self),
    CatalogueEntry(TSI.self),
    CatalogueEntry(VORTEX.self),
    CatalogueEntry(COPPOCK.self),
    CatalogueEntry(DPO.self),
  ]

  private static let volatility: [CatalogueEntry] = [
    CatalogueEntry(TRANGE.self),
    CatalogueEntry(ATR.self),
    CatalogueEntry(NATR.self),
    CatalogueEntry(STDDEV.self),
    CatalogueEntry(VAR.self),
    CatalogueEntry(RealizedVolatility.self),
    CatalogueEntry(Parkinson.self),
    CatalogueEntry(GarmanKlass.self),
    CatalogueEntry(RogersSatchell.self),
    CatalogueEntry(YangZhang.self),
    CatalogueEntry(Choppiness.self),
    CatalogueEntry(Squeeze.self),
  ]

  private static let volume: [CatalogueEntry] = [
    CatalogueEntry(OBV.self),
    CatalogueEntry(AD.self),
    CatalogueEntry(ADOSC.self),
    CatalogueEntry(CMF.self),
    CatalogueEntry(NVI.self),
    CatalogueEntry(PVI.self),
    CatalogueEntry(PVT.self),
    CatalogueEntry(EFI.self),
    CatalogueEntry(OrderFlowImbalance.self),
  ]

  private static let statistics: [CatalogueEntry] = [
    CatalogueEntry(LINEARREG.self),
    CatalogueEntry(LinearRegressionSlope.self),
    CatalogueEntry(LinearRegressionIntercept.self),
    CatalogueEntry(LinearRegressionAngle.self),
    CatalogueEntry(TSF.self),
    CatalogueEntry(CORREL.self),
    CatalogueEntry(BETA.self),
    CatalogueEntry(MAX.self),
    CatalogueEntry(MIN.self),
    CatalogueEntry(MINMAX.self),
    CatalogueEntry(SUM.self),
    CatalogueEntry(PERCENTILE.self),
    CatalogueEntry(PERCENTRANK.self),
    CatalogueEntry(AVGDEV.self),
    CatalogueEntry(ZScore.self),
    CatalogueEntry(OLS.self),
    CatalogueEntry(Trend.self),
    CatalogueEntry(Hurst.self),
  ]

  private static let cycle: [CatalogueEntry] = []

  private static let price: [CatalogueEntry] = [
    CatalogueEntry(AVGPRICE.self),
    CatalogueEntry(MEDPRICE.self),
    CatalogueEntry(TYPPRICE.self),
    CatalogueEntry(WCLPRICE.self),
    CatalogueEntry(HA.self),
  ]
}
