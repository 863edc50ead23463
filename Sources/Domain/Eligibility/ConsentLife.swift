/// A consent is bound to the institution and lives a day; to change it the card is read again.
public enum ConsentLife {
  public static let duration: Duration = .seconds(24 * 3_600)
}

/// Who is asked about check-ups: people of 40 and over (from 75 it is the late-stage elderly check-up). The service
/// decides by it; a kiosk only follows the service's list.
public enum CheckupAge {
  public static let first = 40
  public static let lateStage = 75
}
