import Reception

/// The line that only a reader of made-up cards has: which key lays whose card down.
enum Strip {
  /// A key with the person of Assets/people whose card it lays down, and the short names that the line shows; the cards
  /// of the last five are for those who try everything out.
  static let cards: [(key: Character, person: String, names: (ja: String, en: String)?)] = [
    ("a", "adult", ("大人", "41")), ("b", "child", ("子", "8")), ("c", "elderly", ("78歳", "78")),
    ("d", "foreign", ("外国", "abroad")), ("e", "face-only", ("顔専用", "face")), ("f", "locked", ("ロック", "locked")),
    ("g", "expired", ("期限切", "old")), ("h", "unregistered", ("未登録", "new")),
    ("i", "insurer-changed", ("保険変更", "moved")), ("j", "face-mismatch", nil), ("k", "revoked", nil),
    ("l", "in-grace", nil), ("m", "under-40", nil), ("n", "several", nil),
  ]
  static let removeKey: Character = "x"

  /// - Parameters:
  ///   - scene: on the staff's screens the line says what staff would know, or nothing.
  ///   - staff: made-up staff, with their password; nil where the staff are a site's own.
  ///   - checkNumber: of the card that lies there.
  static func line(on scene: Scene, staff: (number: String, password: String)?, checkNumber: String?) -> String? {
    let isJapanese = scene.language == "ja"
    switch scene.entry {
    case .staffNumber, .password:
      guard let (number, password) = staff else { return nil }
      return isJapanese ? "スタッフ番号 \(number)  パスワード \(password)" : "Staff \(number)  Password \(password)"
    case .checkNumber:
      return checkNumber.map { isJapanese ? "このカードの 14 けた \($0)" : "The 14 digits of this card: \($0)" }
    case .pin, .pinOnReader, nil: break
    }
    let words = cards.compactMap { card in
      card.names.map { isJapanese ? "\(card.key)\($0.ja)" : "\(card.key) \($0.en)" }
    }
    let end = isJapanese ? " \(removeKey)取る PIN1234" : " \(removeKey) take  PIN 1234"
    return words.joined(separator: " ") + end
  }
}
