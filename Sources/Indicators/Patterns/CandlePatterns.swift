/// A pattern whatever its type: the type is forgotten around a whole run.
struct ListedPattern: Sendable {
  let type: any CandlePattern.Type
  let entry: CatalogueEntry

  init<Pattern: CandlePattern>(_ pattern: Pattern.Type) {
    type = pattern
    entry = CatalogueEntry(Candlestick<Pattern>.self)
  }
}

extension ListedPattern {
  /// Every candlestick pattern there is; a new one is a sentence and one line here.
  static let all: [ListedPattern] = [
    ListedPattern(Doji.self),
    ListedPattern(DragonflyDoji.self),
    ListedPattern(GravestoneDoji.self),
    ListedPattern(LongLeggedDoji.self),
    ListedPattern(RickshawMan.self),
    ListedPattern(Takuri.self),
    ListedPattern(BeltHold.self),
    ListedPattern(ClosingMarubozu.self),
    ListedPattern(HighWave.self),
    ListedPattern(LongLine.self),
    ListedPattern(Marubozu.self),
    ListedPattern(ShortLine.self),
    ListedPattern(SpinningTop.self),
    ListedPattern(InvertedHammer.self),
    ListedPattern(ShootingStar.self),
    ListedPattern(Hammer.self),
    ListedPattern(HangingMan.self),
    ListedPattern(Counterattack.self),
    ListedPattern(DarkCloudCover.self),
    ListedPattern(DojiStar.self),
    ListedPattern(Engulfing.self),
    ListedPattern(Harami.self),
    ListedPattern(HaramiCross.self),
    ListedPattern(HomingPigeon.self),
    ListedPattern(InNeck.self),
    ListedPattern(OnNeck.self),
    ListedPattern(Thrusting.self),
    ListedPattern(Piercing.self),
    ListedPattern(Kicking.self),
    ListedPattern(KickingByLength.self),
    ListedPattern(MatchingLow.self),
    ListedPattern(SeparatingLines.self),
    ListedPattern(TwoCrows.self),
    ListedPattern(UpsideGapTwoCrows.self),
    ListedPattern(ThreeInside.self),
    ListedPattern(ThreeOutside.self),
    ListedPattern(ThreeStarsInTheSouth.self),
    ListedPattern(ThreeWhiteSoldiers.self),
    ListedPattern(AdvanceBlock.self),
    ListedPattern(StalledPattern.self),
    ListedPattern(IdenticalThreeCrows.self),
    ListedPattern(UniqueThreeRiver.self),
    ListedPattern(AbandonedBaby.self),
    ListedPattern(EveningStar.self),
    ListedPattern(EveningDojiStar.self),
    ListedPattern(MorningStar.self),
    ListedPattern(MorningDojiStar.self),
    ListedPattern(GapSideBySideWhite.self),
    ListedPattern(StickSandwich.self),
    ListedPattern(TasukiGap.self),
    ListedPattern(Tristar.self),
    ListedPattern(GapThreeMethods.self),
    ListedPattern(ThreeBlackCrows.self),
    ListedPattern(ThreeLineStrike.self),
    ListedPattern(ConcealingBabySwallow.self),
    ListedPattern(Breakaway.self),
    ListedPattern(LadderBottom.self),
    ListedPattern(MatHold.self),
    ListedPattern(RisingFallingThreeMethods.self),
    ListedPattern(Hikkake.self),
    ListedPattern(ModifiedHikkake.self),
  ]
}
