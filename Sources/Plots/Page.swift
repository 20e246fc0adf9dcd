/// One self-contained HTML page: text, figures, tables and pictures in sections.
///
///     let page = Page(title: "Backtest of breakout", subtitle: "BTC-USDT, 1h, 2023", sections: [
///       Page.Section("Result", [.facts([Page.Fact("Sharpe ratio", "1.3", note: "412 trades")]), .plot(equity)]),
///     ])
///     let html = page.html()
///
/// It loads nothing and runs no script; it is light or dark as its reader's system is, and fits a phone, a desktop and paper. Pictures stand in
/// it twice, laid out for a narrow and for a wide column; style picks one. All text is escaped, whatever it holds.
public struct Page: Sendable {
  /// The title.
  public var title: String
  /// What stands below the title.
  public var subtitle: String
  /// The parts, in order.
  public var sections: [Section]

  /// A page.
  public init(title: String, subtitle: String = "", sections: [Section]) {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
  }

  /// A part of a page under its own heading.
  public struct Section: Sendable {
    /// The heading; none if empty.
    public var title: String
    /// What stands in it, in order.
    public var items: [Item]

    /// A part of a page.
    public init(_ title: String, _ items: [Item]) {
      self.title = title
      self.items = items
    }
  }

  /// One thing in a section.
  public enum Item: Sendable {
    /// A paragraph.
    case text(String)
    /// A paragraph nobody should overlook: a warning, a refusal, the mark of made-up data.
    case notice(String)
    /// Key figures with their names.
    case facts([Fact])
    /// A picture.
    case plot(Plot)
    /// Numbers by colour.
    case heatMap(HeatMap)
    /// Rows under headings.
    case table(Table)
  }

  /// A figure with its name.
  public struct Fact: Sendable, Hashable {
    /// What it is.
    public var name: String
    /// The figure as it is read.
    public var value: String
    /// What belongs to it, such as its count or interval.
    public var note: String

    /// A figure with its name.
    public init(_ name: String, _ value: String, note: String = "") {
      self.name = name
      self.value = value
      self.note = note
    }
  }

  /// Rows under headings. On a phone a wide table scrolls by itself.
  public struct Table: Sendable {
    /// A heading, and how what stands below it is set.
    public struct Column: Sendable, Hashable {
      let heading: String
      let isNumeric: Bool

      /// Words, set to the left.
      public static func text(_ heading: String) -> Column { Column(heading: heading, isNumeric: false) }
      /// Numbers, set to the right.
      public static func number(_ heading: String) -> Column { Column(heading: heading, isNumeric: true) }
    }

    /// What the table shows.
    public var title: String
    /// The headings.
    public var columns: [Column]
    /// The cells, each row as long as `columns`.
    public var rows: [[String]]

    /// A table.
    public init(title: String, columns: [Column], rows: [[String]]) {
      precondition(rows.allSatisfy { $0.count == columns.count }, "Table: every row of '\(title)' needs \(columns.count) cells.")
      self.title = title
      self.columns = columns
      self.rows = rows
    }
  }
}
