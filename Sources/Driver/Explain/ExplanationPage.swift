/// What `gmc explain CODE` says: one page about one mistake.
struct ExplanationPage: Sendable {
  /// The mistake in a few words.
  let title: String
  /// Why it is one, and what to think about.
  let meaning: String
  /// The smallest file that makes it.
  let mistake: String
  /// The same file with the way out taken.
  let remedy: String

  /// Returns the page as Markdown under its code.
  func markdown(code: String) -> String {
    """
    # \(code): \(title)

    \(meaning)

    ## The mistake

    ```
    \(mistake)
    ```

    ## A way out

    ```
    \(remedy)
    ```

    """
  }
}
