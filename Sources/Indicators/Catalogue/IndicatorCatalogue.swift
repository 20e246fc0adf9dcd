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
    CatalogueEntry(MACD.self)
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

  private static let volume: [CatalogueEntry] = []

  private static let statistics: [CatalogueEntry] = []

  private static let cycle: [CatalogueEntry] = []

  private static let price: [CatalogueEntry] = [
    CatalogueEntry(AVGPRICE.self),
    CatalogueEntry(MEDPRICE.self),
    CatalogueEntry(TYPPRICE.self),
    CatalogueEntry(WCLPRICE.self),
    CatalogueEntry(HA.self),
  ]
}
