// Written by Benchmarks/peers/splits.py with skfolio 1.12.2 and scikit-learn 1.9.1; do not edit.

/// What other libraries make of the same rows.
enum PeerSplits {
  struct Fold: Sendable {
    let train: [Range<Int>]
    let test: [Range<Int>]
  }

  struct Walk: Sendable {
    let rows: Int
    let train: Int
    let test: Int
    let gap: Int
    let expands: Bool
    let keepsPartialTest: Bool
    let folds: [Fold]
  }

  struct Combinatorial: Sendable {
    let rows: Int
    let groups: Int
    let testGroups: Int
    let purge: Int
    let embargo: Int
    let folds: [Fold]
    let paths: [[Int]]
  }

  struct KFold: Sendable {
    let rows: Int
    let folds: Int
    let tests: [Range<Int>]
  }

  /// skfolio's WalkForward by rows.
  static let walks: [Walk] = [
    Walk(
      rows: 20, train: 6, test: 3, gap: 0, expands: false, keepsPartialTest: false,
      folds: [
        .init(train: [0..<6], test: [6..<9]),
        .init(train: [3..<9], test: [9..<12]),
        .init(train: [6..<12], test: [12..<15]),
        .init(train: [9..<15], test: [15..<18]),
      ]),
    Walk(
      rows: 20, train: 6, test: 3, gap: 0, expands: true, keepsPartialTest: false,
      folds: [
        .init(train: [0..<6], test: [6..<9]),
        .init(train: [0..<9], test: [9..<12]),
        .init(train: [0..<12], test: [12..<15]),
        .init(train: [0..<15], test: [15..<18]),
      ]),
    Walk(
      rows: 20, train: 6, test: 4, gap: 2, expands: false, keepsPartialTest: true,
      folds: [
        .init(train: [0..<6], test: [8..<12]),
        .init(train: [4..<10], test: [12..<16]),
        .init(train: [8..<14], test: [16..<20]),
      ]),
    Walk(
      rows: 23, train: 7, test: 5, gap: 1, expands: true, keepsPartialTest: true,
      folds: [
        .init(train: [0..<7], test: [8..<13]),
        .init(train: [0..<12], test: [13..<18]),
        .init(train: [0..<17], test: [18..<23]),
      ]),
    Walk(
      rows: 50, train: 10, test: 7, gap: 3, expands: false, keepsPartialTest: false,
      folds: [
        .init(train: [0..<10], test: [13..<20]),
        .init(train: [7..<17], test: [20..<27]),
        .init(train: [14..<24], test: [27..<34]),
        .init(train: [21..<31], test: [34..<41]),
        .init(train: [28..<38], test: [41..<48]),
      ]),
    Walk(
      rows: 50, train: 10, test: 7, gap: 3, expands: false, keepsPartialTest: true,
      folds: [
        .init(train: [0..<10], test: [13..<20]),
        .init(train: [7..<17], test: [20..<27]),
        .init(train: [14..<24], test: [27..<34]),
        .init(train: [21..<31], test: [34..<41]),
        .init(train: [28..<38], test: [41..<48]),
        .init(train: [35..<45], test: [48..<50]),
      ]),
    Walk(
      rows: 11, train: 10, test: 1, gap: 0, expands: false, keepsPartialTest: false,
      folds: [
        .init(train: [0..<10], test: [10..<11])
      ]),
    Walk(
      rows: 101, train: 30, test: 10, gap: 5, expands: true, keepsPartialTest: false,
      folds: [
        .init(train: [0..<30], test: [35..<45]),
        .init(train: [0..<40], test: [45..<55]),
        .init(train: [0..<50], test: [55..<65]),
        .init(train: [0..<60], test: [65..<75]),
        .init(train: [0..<70], test: [75..<85]),
        .init(train: [0..<80], test: [85..<95]),
      ]),
  ]

  /// skfolio's WalkForward by the calendar on an hourly clock with holes: days of training, days of test.
  static let calendarWalks: [Walk] = [
    Walk(
      rows: 617, train: 7, test: 3, gap: 0, expands: false, keepsPartialTest: false,
      folds: [
        .init(train: [0..<144], test: [144..<206]),
        .init(train: [62..<206], test: [206..<267]),
        .init(train: [123..<267], test: [267..<329]),
        .init(train: [185..<329], test: [329..<391]),
        .init(train: [247..<391], test: [391..<453]),
        .init(train: [309..<453], test: [453..<514]),
        .init(train: [370..<514], test: [514..<576]),
      ]),
    Walk(
      rows: 617, train: 10, test: 5, gap: 0, expands: true, keepsPartialTest: false,
      folds: [
        .init(train: [0..<206], test: [206..<309]),
        .init(train: [0..<309], test: [309..<411]),
        .init(train: [0..<411], test: [411..<514]),
      ]),
    Walk(
      rows: 617, train: 5, test: 1, gap: 0, expands: false, keepsPartialTest: false,
      folds: [
        .init(train: [0..<103], test: [103..<123]),
        .init(train: [21..<123], test: [123..<144]),
        .init(train: [41..<144], test: [144..<165]),
        .init(train: [62..<165], test: [165..<185]),
        .init(train: [82..<185], test: [185..<206]),
        .init(train: [103..<206], test: [206..<226]),
        .init(train: [123..<226], test: [226..<247]),
        .init(train: [144..<247], test: [247..<267]),
        .init(train: [165..<267], test: [267..<288]),
        .init(train: [185..<288], test: [288..<309]),
        .init(train: [206..<309], test: [309..<329]),
        .init(train: [226..<329], test: [329..<350]),
        .init(train: [247..<350], test: [350..<370]),
        .init(train: [267..<370], test: [370..<391]),
        .init(train: [288..<391], test: [391..<411]),
        .init(train: [309..<411], test: [411..<432]),
        .init(train: [329..<432], test: [432..<453]),
        .init(train: [350..<453], test: [453..<473]),
        .init(train: [370..<473], test: [473..<494]),
        .init(train: [391..<494], test: [494..<514]),
        .init(train: [411..<514], test: [514..<535]),
        .init(train: [432..<535], test: [535..<555]),
        .init(train: [453..<555], test: [555..<576]),
        .init(train: [473..<576], test: [576..<597]),
      ]),
  ]

  /// skfolio's CombinatorialPurgedCV, with `recombined_paths` transposed: for each path, the fold of each group.
  static let combinatorial: [Combinatorial] = [
    Combinatorial(
      rows: 12, groups: 3, testGroups: 2, purge: 0, embargo: 0,
      folds: [
        .init(train: [8..<12], test: [0..<8]),
        .init(train: [4..<8], test: [0..<4, 8..<12]),
        .init(train: [0..<4], test: [4..<12]),
      ],
      paths: [[0, 0, 1], [1, 2, 2]]),
    Combinatorial(
      rows: 12, groups: 3, testGroups: 2, purge: 1, embargo: 0,
      folds: [
        .init(train: [9..<12], test: [0..<8]),
        .init(train: [5..<7], test: [0..<4, 8..<12]),
        .init(train: [0..<3], test: [4..<12]),
      ],
      paths: [[0, 0, 1], [1, 2, 2]]),
    Combinatorial(
      rows: 12, groups: 3, testGroups: 2, purge: 0, embargo: 1,
      folds: [
        .init(train: [9..<12], test: [0..<8]),
        .init(train: [5..<8], test: [0..<4, 8..<12]),
        .init(train: [0..<4], test: [4..<12]),
      ],
      paths: [[0, 0, 1], [1, 2, 2]]),
    Combinatorial(
      rows: 40, groups: 5, testGroups: 2, purge: 2, embargo: 1,
      folds: [
        .init(train: [19..<40], test: [0..<16]),
        .init(train: [11..<14, 27..<40], test: [0..<8, 16..<24]),
        .init(train: [11..<22, 35..<40], test: [0..<8, 24..<32]),
        .init(train: [11..<30], test: [0..<8, 32..<40]),
        .init(train: [0..<6, 27..<40], test: [8..<24]),
        .init(train: [0..<6, 19..<22, 35..<40], test: [8..<16, 24..<32]),
        .init(train: [0..<6, 19..<30], test: [8..<16, 32..<40]),
        .init(train: [0..<14, 35..<40], test: [16..<32]),
        .init(train: [0..<14, 27..<30], test: [16..<24, 32..<40]),
        .init(train: [0..<22], test: [24..<40]),
      ],
      paths: [[0, 0, 1, 2, 3], [1, 4, 4, 5, 6], [2, 5, 7, 7, 8], [3, 6, 8, 9, 9]]),
    Combinatorial(
      rows: 43, groups: 5, testGroups: 2, purge: 2, embargo: 1,
      folds: [
        .init(train: [19..<43], test: [0..<16]),
        .init(train: [11..<14, 27..<43], test: [0..<8, 16..<24]),
        .init(train: [11..<22, 35..<43], test: [0..<8, 24..<32]),
        .init(train: [11..<30], test: [0..<8, 32..<43]),
        .init(train: [0..<6, 27..<43], test: [8..<24]),
        .init(train: [0..<6, 19..<22, 35..<43], test: [8..<16, 24..<32]),
        .init(train: [0..<6, 19..<30], test: [8..<16, 32..<43]),
        .init(train: [0..<14, 35..<43], test: [16..<32]),
        .init(train: [0..<14, 27..<30], test: [16..<24, 32..<43]),
        .init(train: [0..<22], test: [24..<43]),
      ],
      paths: [[0, 0, 1, 2, 3], [1, 4, 4, 5, 6], [2, 5, 7, 7, 8], [3, 6, 8, 9, 9]]),
    Combinatorial(
      rows: 60, groups: 6, testGroups: 3, purge: 3, embargo: 2,
      folds: [
        .init(train: [35..<60], test: [0..<30]),
        .init(train: [25..<27, 45..<60], test: [0..<20, 30..<40]),
        .init(train: [25..<37, 55..<60], test: [0..<20, 40..<50]),
        .init(train: [25..<47], test: [0..<20, 50..<60]),
        .init(train: [15..<17, 45..<60], test: [0..<10, 20..<40]),
        .init(train: [15..<17, 35..<37, 55..<60], test: [0..<10, 20..<30, 40..<50]),
        .init(train: [15..<17, 35..<47], test: [0..<10, 20..<30, 50..<60]),
        .init(train: [15..<27, 55..<60], test: [0..<10, 30..<50]),
        .init(train: [15..<27, 45..<47], test: [0..<10, 30..<40, 50..<60]),
        .init(train: [15..<37], test: [0..<10, 40..<60]),
        .init(train: [0..<7, 45..<60], test: [10..<40]),
        .init(train: [0..<7, 35..<37, 55..<60], test: [10..<30, 40..<50]),
        .init(train: [0..<7, 35..<47], test: [10..<30, 50..<60]),
        .init(train: [0..<7, 25..<27, 55..<60], test: [10..<20, 30..<50]),
        .init(train: [0..<7, 25..<27, 45..<47], test: [10..<20, 30..<40, 50..<60]),
        .init(train: [0..<7, 25..<37], test: [10..<20, 40..<60]),
        .init(train: [0..<17, 55..<60], test: [20..<50]),
        .init(train: [0..<17, 45..<47], test: [20..<40, 50..<60]),
        .init(train: [0..<17, 35..<37], test: [20..<30, 40..<60]),
        .init(train: [0..<27], test: [30..<60]),
      ],
      paths: [
        [0, 0, 0, 1, 2, 3], [1, 1, 4, 4, 5, 6], [2, 2, 5, 7, 7, 8], [3, 3, 6, 8, 9, 9], [4, 10, 10, 10, 11, 12], [5, 11, 11, 13, 13, 14],
        [6, 12, 12, 14, 15, 15], [7, 13, 16, 16, 16, 17], [8, 14, 17, 17, 18, 18], [9, 15, 18, 19, 19, 19],
      ]),
    Combinatorial(
      rows: 47, groups: 4, testGroups: 3, purge: 1, embargo: 4,
      folds: [
        .init(train: [38..<47], test: [0..<33]),
        .init(train: [27..<32], test: [0..<22, 33..<47]),
        .init(train: [16..<21], test: [0..<11, 22..<47]),
        .init(train: [0..<10], test: [11..<47]),
      ],
      paths: [[0, 0, 0, 1], [1, 1, 2, 2], [2, 3, 3, 3]]),
  ]

  /// scikit-learn's KFold without shuffling.
  static let kFolds: [KFold] = [
    KFold(rows: 10, folds: 5, tests: [0..<2, 2..<4, 4..<6, 6..<8, 8..<10]),
    KFold(rows: 11, folds: 3, tests: [0..<4, 4..<8, 8..<11]),
    KFold(rows: 103, folds: 10, tests: [0..<11, 11..<22, 22..<33, 33..<43, 43..<53, 53..<63, 63..<73, 73..<83, 83..<93, 93..<103]),
    KFold(
      rows: 17, folds: 17,
      tests: [
        0..<1, 1..<2, 2..<3, 3..<4, 4..<5, 5..<6, 6..<7, 7..<8, 8..<9, 9..<10, 10..<11, 11..<12, 12..<13, 13..<14, 14..<15, 15..<16,
        16..<17,
      ]),
  ]
}
