import Screenbook

/// Turns a screen's widgets and values into elements: fills texts, leaves away what does not apply now, wraps.
struct Composition {
  let book: Screenbook
  let content: ScreenContent
  let grid: Grid
  let lettering: Lettering
  var problems: [LayoutProblem] = []

  init(book: Screenbook, content: ScreenContent, grid: Grid, lettering: Lettering = Lettering()) {
    self.book = book
    self.content = content
    self.grid = grid
    self.lettering = lettering
  }

  mutating func elements() -> [Element] {
    var elements: [Element] = []
    for widget in content.plan.widgets { elements += self.elements(of: widget) }
    let placed = Set(content.plan.places.map(\.choice))
    for choice in content.choices where !placed.contains(choice) && !content.plan.numbers(choice) {
      problems.append(.choiceWithoutPlace(choice))
    }
    return elements
  }

  private mutating func elements(of widget: Widget) -> [Element] {
    let id = content.plan.id
    switch widget {
    case .heading(let role):
      return paragraph("\(id).heading", role, .centre, in: lettering.heading, isHeading: true)
    // It says which keys end and erase: the pad has them on it.
    case .lead(let alignment):
      return content.pad == nil ? paragraph("\(id).lead", .text, alignment, isEssential: true) : []
    case .body(let alignment): return paragraph("\(id).body", .text, alignment)
    case .hint(let alignment):
      guard let hint = content.hint else { return paragraph("\(id).guide", .text, alignment) }
      return paragraph(hint.textKey, .warning, alignment, isEssential: true)
    case .line(let key, let alignment): return paragraph(key, .text, alignment)
    case .small(let key, let alignment): return paragraph(key, .subtle, alignment, in: nil)
    case .notice(let notice, let alignment):
      return content.notices.contains(notice) ? paragraph(notice.textKey, .warning, alignment, isEssential: true) : []
    case .choices(let rows): return choices(rows)
    case .answers: return answers()
    case .languages: return languages()
    case .eligibilities: return eligibilities()
    case .pinBoxes:
      guard let entry = content.entry else { return [] }
      return [.entry(entry, lettering.choices)] + pad()
    case .numberBoxes, .checkNumberBoxes, .passwordBox:
      return content.entry.map { [.entry($0, lettering.choices)] } ?? []
    case .picture(let lines): return [Self.picture(lines)]
    case .placement:
      guard let maker = content.maker else { return [] }
      return [Self.picture(maker.picture)] + paragraph(maker.placement.textKey, .text, .centre)
    case .pictures(let pictures): return self.pictures(pictures)
    case .photo: return [.photo(photo())]
    case .waiting:
      let sign = Glyph.all(in: InertText(Self.waitingSign))
      return [.paragraph(TextBlock(lines: [sign], role: .stepNow, alignment: .centre))]
        + (content.slow ? paragraph("\(id).wait", .text, .centre) : [])
    case .tries:
      guard content.values[.tries] != nil else { return [] }
      let last = content.notices.contains(.lastTry)
      return paragraph(
        last ? Notice.lastTry.textKey : "common.tries", last ? .warning : .text, .centre, isEssential: true)
    case .sent(let alignment):
      return paragraph(content.sending.textKey, .text, alignment)
    // The pad needs the rows.
    case .gap(let rows): return content.pad == nil ? [.gap(rows)] : []
    }
  }

  private mutating func pad() -> [Element] {
    guard let digits = content.pad else { return [] }
    return [
      .pad(
        DigitPad(
          digits: digits, erase: glyphs("pin-pad.erase"), enter: glyphs("pin-pad.enter"), letters: lettering.choices))
    ]
  }

  private static func picture(_ lines: [String]) -> Element {
    .paragraph(TextBlock(lines: art(lines), role: .picture, alignment: .centre))
  }

  /// One left edge for all lines: a picture is centred as a whole.
  private static func art(_ lines: [String]) -> [[Glyph]] {
    let drawn = lines.map { Glyph.all(in: InertText($0)) }
    let width = drawn.map(\.width).max() ?? 0
    return drawn.map { $0 + Array(repeating: Glyph(" ", width: 1), count: width - $0.width) }
  }

  private mutating func pictures(_ captioned: [CaptionedPicture]) -> [Element] {
    let share = grid.full.count / max(1, captioned.count)
    var pictures: [CaptionedArt] = []
    for (index, picture) in captioned.enumerated() {
      let left = grid.full.lowerBound + index * share
      var (art, key) = (picture.art, picture.text)
      if picture.isPlacement, let maker = content.maker { (art, key) = (maker.picture, maker.placement.textKey) }
      pictures.append(
        CaptionedArt(
          columns: left..<left + share, art: Self.art(art),
          caption: text(key).map { Wrapping.balancedLines($0, columns: share - Self.captionGap) } ?? []))
    }
    return pictures.isEmpty ? [] : [.pictures(pictures)]
  }

  private mutating func photo() -> FramedPhoto {
    let id = content.plan.id
    let width = grid.full.count > Self.roomForWidePhoto ? Self.widePhoto : Self.narrowPhoto
    let columns = grid.full.lowerBound..<grid.full.lowerBound + width
    let room = grid.full.upperBound - columns.upperBound - Self.besidePhoto
    func beside(_ text: String?, _ role: Role) -> [(lines: [[Glyph]], role: Role)] {
      text.map { [(Wrapping.lines($0, columns: room), role)] } ?? []
    }
    let missing = content.photo == nil ? text("\(id).\(content.photoIsAbsent ? "photo-absent" : "no-photo")") : nil
    let facts = photoFacts()
    return FramedPhoto(
      picture: content.photo, columns: columns,
      missing: missing.map { Wrapping.lines($0, columns: width - 2) } ?? [],
      textColumn: columns.upperBound + Self.besidePhoto,
      beside: beside(text("\(id).photo"), .subtle) + beside(facts ?? text("\(id).lead"), .text)
        + beside(text("\(id).body"), .text))
  }

  /// One below the other.
  private mutating func photoFacts() -> String? {
    let facts = content.photoFacts.compactMap { text($0.textKey) }
    return facts.isEmpty ? nil : facts.joined(separator: "\n")
  }

  /// Of its frame, in columns; the wide one where letters are large or the terminal is.
  private static let narrowPhoto = 20
  private static let widePhoto = 28
  private static let roomForWidePhoto = 90
  private static let besidePhoto = 3

  /// Between the words of two pictures.
  private static let captionGap = 2

  /// Stands still: nothing on the screen moves while something is waited for.
  private static let waitingSign = "◇   ◇   ◇"

  // MARK: - Texts

  /// The filled text; `nil` when it names a value that is not known now. A missing text is a problem.
  mutating func text(_ key: String) -> String? {
    guard let text = book.text(key, in: content.language) else {
      problems.append(.textMissing(key))
      return nil
    }
    return text.filled(with: content.values)
  }

  func optionalText(_ key: String) -> String? {
    book.text(key, in: content.language)?.filled(with: content.values)
  }

  /// - Parameter isEssential: what has to be read to go on.
  private mutating func paragraph(
    _ key: String, _ role: Role, _ alignment: Alignment, isEssential: Bool = false
  ) -> [Element] {
    paragraph(key, role, alignment, in: isEssential ? lettering.essentials : lettering.details)
  }

  /// Where only the short form is large, the whole words stand below it.
  private mutating func paragraph(
    _ key: String, _ role: Role, _ alignment: Alignment, in letters: Letters?, isHeading: Bool = false
  ) -> [Element] {
    guard let text = text(key) else { return [] }
    var block = TextBlock(
      lines: Wrapping.lines(text, columns: grid.text.count, alignment), role: role, alignment: alignment,
      isHeading: isHeading)
    guard let letters else { return [.paragraph(block)] }
    let short = lettering.isCompact ? optionalText("\(key).large") : nil
    guard let lines = letters.lines(short ?? text, within: grid.full.count - 2, alignment) else {
      problems.append(.cut(text))
      return [.paragraph(block)]
    }
    let large = TextBlock(lines: lines, role: role, alignment: alignment, isHeading: isHeading, letters: letters)
    guard short != nil else { return [.paragraph(large)] }
    block.followsShortForm = true
    block.givesWay = isHeading && !content.plan.asksConsent
    if isHeading { block.role = .text }
    return [.paragraph(large), .paragraph(block)]
  }
}
