import DemoPeople
import Reception

/// The line that only a reader of made-up cards has: which key lays whose card down.
enum Strip {
  /// Short names that fit one line; the keys of Assets/people, and how they are called here.
  private static let names: [(person: String, ja: String, en: String)] = [
    ("adult", "大人", "41"), ("child", "子", "8"), ("elderly", "78歳", "78"), ("foreign", "外国", "abroad"),
    ("face-only", "顔専用", "face"), ("locked", "ロック", "locked"), ("expired", "期限切", "old"),
    ("unregistered", "未登録", "new"), ("insurer-changed", "保険変更", "moved"),
  ]

  /// - Parameters:
  ///   - scene: on the staff's screens the line says what staff would know, or nothing.
  ///   - staff: made-up staff, with their password; nil where the staff are a site's own.
  static func line(
    _ holders: [DemoPerson], on scene: Scene, staff: (number: String, password: String)?
  ) -> String? {
    let isJapanese = scene.language == "ja"
    switch scene.entry {
    case .staffNumber, .password:
      guard let (number, password) = staff else { return nil }
      return isJapanese ? "スタッフ番号 \(number)  パスワード \(password)" : "Staff \(number)  Password \(password)"
    case .pin, nil: break
    }
    let words = zip(DemoReader.keys, holders).compactMap { key, person in
      names.first { $0.person == person.key }.map { "\(key)\(isJapanese ? $0.ja : " " + $0.en)" }
    }
    let end = isJapanese ? " \(DemoReader.removeKey)取る PIN1234" : " \(DemoReader.removeKey) take  PIN 1234"
    return words.joined(separator: " ") + end
  }
}
