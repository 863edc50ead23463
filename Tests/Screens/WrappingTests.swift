import Display
import Testing

@Suite("Wrapping")
struct WrappingTests {
  private func lines(_ text: String, _ columns: Int) -> [String] {
    Wrapping.lines(text, columns: columns).map { $0.map(\.text).joined() }
  }

  @Test("Lines break at the phrase breaks first")
  func phrases() {
    #expect(lines("カードは そのまま 置いておいてください。", 24) == ["カードは そのまま", "置いておいてください。"])
    #expect(lines("Please leave the card where it is.", 16) == ["Please leave the", "card where it", "is."])
  }

  @Test("Behind the end of a sentence a line may break without a space")
  func sentences() {
    #expect(lines("できます。待合室で お待ちください。", 20) == ["できます。待合室で", "お待ちください。"])
    #expect(lines("できました。お待ちください。", 20) == ["できました。", "お待ちください。"])
  }

  @Test("A number stays with what it counts")
  func counters() {
    #expect(lines("入力は あと 3 回です", 14) == ["入力は あと", "3 回です"])
  }

  @Test("A phrase longer than a line breaks by kinsoku")
  func kinsoku() {
    #expect(lines("あいうえお、かきく", 10) == ["あいうえ", "お、かきく"])
    #expect(lines("あいうえ「おかき」", 10) == ["あいうえ", "「おかき」"])
    #expect(lines("あいうえっと", 8) == ["あいう", "えっと"])
    for columns in 8...30 {
      for line in lines("（マイナンバーカード）を、「ここ」に、きょう・あす、Aさんが１回！", columns).dropFirst() {
        #expect(!"）、。」ゃゅょー・！".contains(line.first ?? " "), "\(columns): \(line)")
      }
    }
  }

  @Test("A newline of the text ends a line; spaces never begin or end one")
  func newlines() {
    #expect(lines("あ\nい  う", 40) == ["あ", "い  う"])
    #expect(lines("", 10) == [""])
    #expect(lines("あい    うえ", 5) == ["あい", "うえ"])
  }

  @Test("A wide character never straddles the last column")
  func oddWidths() {
    #expect(lines("あいう", 5) == ["あい", "う"])
    #expect(lines("aあいう", 4) == ["aあ", "いう"])
  }

  @Test("A heading over two lines is balanced")
  func balanced() {
    let text = "Doctors and others here may see your past operations, may they not?"
    let balanced = Wrapping.balancedLines(text, columns: 60).map { $0.map(\.text).joined() }
    #expect(balanced.count == 2)
    #expect(abs(balanced[0].count - balanced[1].count) < 12)
  }
}
