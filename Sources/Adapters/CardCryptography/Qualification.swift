/// What a staff member may do beyond receiving patients.
public enum Qualification: String, CaseIterable, Sendable {
  case doctor
  case dentist
  case pharmacist
  /// Opens and closes the disaster mode; looks at no medical information.
  case administrator

  /// Who may look at medical information (reception-flow: doctors, dentists and pharmacists, after consent).
  public var readsMedicalInformation: Bool {
    switch self {
    case .doctor, .dentist, .pharmacist: true
    case .administrator: false
    }
  }
}
