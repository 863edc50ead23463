/// Who may look at medical information (reception-flow: doctors, dentists and pharmacists, after consent).
public enum Qualification: String, CaseIterable, Sendable {
  case doctor
  case dentist
  case pharmacist
}
