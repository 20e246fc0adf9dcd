extension Command {
  /// `assay man`: the manual page, and the same as a page of the documentation.
  static let man = Command(
    declaration: CommandDeclaration(
      name: "man", summary: "Print the manual page",
      options: [markdown.declaration, json.declaration],
      discussion: "To read it: assay man | man -l -. To install it: assay man > /usr/local/share/man/man1/assay.1",
      example: "assay man > assay.1"),
    run: { arguments, console in
      let isMarkdown = try arguments[markdown]
      let page = isMarkdown ? MarkdownReference.page(groups) : ManualPage.page(groups)
      if try arguments[json] {
        try console.print(json: ["format": isMarkdown ? "markdown" : "man", "page": page])
      } else {
        console.print(page)
      }
      return .done
    })

  private static let markdown = Option<Bool>.flag("markdown", "print a page of the documentation instead, in Markdown")
  private static let json = Option<Bool>.flag("json", "print the page in a JSON document")
}
