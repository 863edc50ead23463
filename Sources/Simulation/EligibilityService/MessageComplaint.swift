/// Why the service does not work on a message, or on one of its people. The official list is not public: these are the
/// stand-in's own, and shaped so that nobody takes them for official ones.
public enum MessageComplaint: String, CaseIterable, Sendable {
  case dateOutOfReach = "S-301"
  case receptionNumberUnknown = "S-302"
  case identifierTaken = "S-303"
  case tooManyPeople = "S-304"
  case nobody = "S-305"
  case insurerNumberWrong = "S-311"
  case incomplete = "S-312"
  case referenceNumberWrong = "S-321"
  case noSuchEligibility = "S-322"
  case severalMatch = "S-323"
  case notAgreed = "S-331"
  case disasterNotOpen = "S-341"
  /// By a fault switch.
  case disturbed = "S-391"

  /// What stands beside a refusal's code.
  static let refused = "受け付けられませんでした。"

  /// `ErrorMessage`, `ProcessingResultMessage` or `MessageContents`.
  public var words: String {
    switch self {
    case .dateOutOfReach: "資格確認日が照会できる期間にありません。"
    case .receptionNumberUnknown: "この受付番号の照会はありません。保存期間を過ぎた可能性があります。"
    case .identifierTaken: "同じ任意のファイル識別子で、内容の異なる照会を受け付けています。"
    case .tooManyPeople: "一度に照会できる人数を超えています。"
    case .nobody: "照会する人がありません。"
    case .insurerNumberWrong: "保険者番号が正しくありません。"
    case .incomplete: "照会に必要な項目がありません。"
    case .referenceNumberWrong: "照会番号が正しくありません。"
    case .noSuchEligibility: "該当する資格がありません。"
    case .severalMatch: "該当する資格が複数あります。"
    case .notAgreed: "この医療機関への有効な同意がありません。"
    case .disasterNotOpen: "この地域・期間の災害時の照会は開かれていません。"
    case .disturbed: "処理を行えませんでした。（見本の障害）"
    }
  }
}
