#!/usr/bin/env python3
"""Reads hand-over files as a stranger would: written from the facts about the interface, not from this project's encoder.

    face_file.py FILE... --institution CODE [--expect NAME=TEXT]...   says what is wrong, exit code 1
    face_file.py FILE... --institution CODE --damages                 each kind of damage must be found

`--expect SpecificHealthCheckupsInfoConsFlg=1` wants this text in that element, `--expect NAME=` wants no such element.
Needs xmllint; nothing else but Python itself.
"""
import argparse
import datetime
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

DAY = datetime.timedelta(hours=24)
FILE_NAME = re.compile(r"OQSsiquc01res_face_([0-9A-Za-z-]+)_([0-9]{14})\.xml")
DECLARATION = re.compile(rb'<\?xml version="1\.0" encoding="([A-Za-z0-9_-]+)" standalone="no"\?>')
# What is declared, the bytes that it stands for, and CharacterCodeIdentifier.
ENCODINGS = {"UTF-8": ("utf-8", "0"), "Shift_JIS": ("cp932", "1")}


def date(text):
    return bool(re.fullmatch("[0-9]{8}", text)) and moment_of(text + "000000") is not None


def moment_of(text):
    try:
        return datetime.datetime.strptime(text, "%Y%m%d%H%M%S") if re.fullmatch("[0-9]{14}", text) else None
    except ValueError:
        return None


def moment(text):
    return moment_of(text) is not None


def any_text(text):
    return text != ""


def one_of(*codes):
    return lambda text: text in codes


def digits(least, most):
    return lambda text: bool(re.fullmatch("[0-9]{%d,%d}" % (least, most), text))


def kana(text):
    """Half-width kana (JIS X 0201), with spaces, hyphens, points and Latin letters between."""
    return bool(re.fullmatch("[\uff61-\uff9f \\-.,A-Za-z0-9()]+", text))


HEADER = [
    ("ProcessExecutionTime", moment), ("QualificationConfirmationDate", date), ("MedicalInstitutionCode", digits(10, 10)),
    ("ArbitraryFileIdentifier", any_text), ("ReferenceClassification", one_of("1")), ("SegmentOfResult", one_of("1")),
    ("CharacterCodeIdentifier", one_of("0", "1")),
]
HEADER_MUST = {"ProcessExecutionTime", "QualificationConfirmationDate", "MedicalInstitutionCode",
               "ReferenceClassification", "SegmentOfResult", "CharacterCodeIdentifier"}
ELDERLY = [
    ("ElderlyRecipientCertificateDate", date), ("ElderlyRecipientValidStartDate", date),
    ("ElderlyRecipientValidEndDate", date), ("ElderlyRecipientContributionRatio", digits(3, 3)),
]
LIMIT = [
    ("LimitApplicationCertificateClassification", one_of("01", "02", "03")),
    ("LimitApplicationCertificateClassificationFlag",
     one_of(*["A%02d" % n for n in range(1, 7)], *["B%02d" % n for n in range(1, 11)])),
    ("LimitApplicationCertificateDate", date), ("LimitApplicationCertificateValidStartDate", date),
    ("LimitApplicationCertificateValidEndDate", date), ("LimitApplicationCertificateLongTermDate", date),
]
DISEASE = [
    ("SpecificDiseasesDiseaseCategory", one_of("1", "2", "3")), ("SpecificDiseasesCertificateDate", date),
    ("SpecificDiseasesValidStartDate", date), ("SpecificDiseasesValidEndDate", date),
    ("SpecificDiseasesSelfPay", digits(1, 10)),
]
TICKET = [(name, any_text) for name in (
    "TicketType MedicalTicketValidDate MedicalTicketExpirationDate IssueNumber MedicalTreatmentMonth "
    "DesignatedMedicalInstitutionCode DesignatedMedicalInstitutionFlag DesignatedMedicalInstitutionName "
    "PrescriptionIssuerMedicalInstitutionCode PrescriptionIssuerMedicalInstitutionName InjuryName1 InjuryName2 "
    "InjuryName3 MedicalTreatmentType SelfPayAmount DistrictContactName HandlingContactName SingleOrCombinedUse "
    "StatusOfSocialInsurance ConsistencyFlag StatusOfInfecton StatusOfElderlyMedicalCare StatusOfPrefecturalExpenses "
    "Remarks1 Remarks2 Remarks3").split()]
# A list stands for an element that holds others; its name may come again where a "*" stands behind it.
RESULT = [
    ("InsuredCardClassification", one_of("01", "02", "03", "04", "05", "06", "07", "A1")),
    ("InsurerNumber", lambda text: len(text) == 8 and text.strip().isdecimal()), ("InsuredCardSymbol", any_text),
    ("InsuredIdentificationNumber", any_text), ("InsuredBranchNumber", digits(2, 2)),
    ("PersonalFamilyClassification", one_of("1", "2")), ("InsuredName", any_text),
    ("Name", any_text), ("NameOfOther", any_text), ("NameKana", kana), ("NameOfOtherKana", kana),
    ("Sex1", one_of("1", "2", "3")), ("Sex2", one_of("1", "2", "3")), ("Birthdate", date), ("Address", any_text),
    ("PostNumber", lambda text: bool(re.fullmatch("[0-9]{3}-?[0-9]{4}", text))),
    ("QualificationDate", date), ("DisqualificationDate", date), ("InsuredCertificateIssuanceDate", date),
    ("InsuredCardValidDate", date), ("InsuredCardExpirationDate", date),
    ("InsuredPartialContributionRatio", digits(3, 3)), ("PreschoolClassification", one_of("1")),
    ("ReasonOfLoss", one_of("01", "02", "03", "99")), ("InsurerName", any_text),
    ("ElderlyRecipientCertificateInfo", ELDERLY),
    ("LimitApplicationCertificateRelatedConsFlg", one_of("0", "1")),
    ("LimitApplicationCertificateRelatedConsTime", moment), ("LimitApplicationCertificateRelatedInfo", LIMIT),
    ("SpecificDiseasesCertificateRelatedConsFlg", one_of("0", "1", "2", "3")),
    ("SpecificDiseasesCertificateRelatedConsTime", moment),
    ("SpecificDiseasesCertificateList", [("SpecificDiseasesCertificateInfo*", DISEASE)]),
    ("PublicExpenseResultList", [("MedicalTicketInfo*", TICKET)]),
]
VIEWS = ["SpecificHealthCheckupsInfo", "PharmacistsInfo", "DiagnosisInfo", "OperationInfo"]
for view in VIEWS:
    RESULT += [(view + "ConsFlg", one_of("0", "1", "2", "3")), (view + "ConsTime", moment),
               (view + "AvailableTime", moment)]
RESULT.append(("ReferenceNumber", any_text))
RESULT_MUST = {"InsuredCardClassification", "Name", "Sex1", "Birthdate", "InsurerName"}
BODY = [
    ("PrescriptionIssueSelect", one_of("1", "2")), ("ProcessingResultStatus", one_of("1")),
    ("ProcessingResultCode", any_text), ("ProcessingResultMessage", any_text),
    ("QualificationValidity", one_of("1", "2", "3", "4", "5", "6")),
    ("ResultList", [("ResultOfQualificationConfirmation", RESULT)]),
]
MESSAGE = [("MessageHeader", HEADER), ("MessageBody", BODY)]


class Reading:
    """One file, and what is wrong with it."""

    def __init__(self, path, institution, expected):
        self.path, self.institution, self.complaints, self.texts = path, institution, [], {}
        root = self.parsed()
        if root is not None:
            self.read(root)
        for name, text in expected:
            found = self.texts.get(name, [])
            if found != ([text] if text else []):
                self.complain("%s is %s and should be %s" % (name, found, text or "absent"))

    def complain(self, words):
        self.complaints.append(words)

    def parsed(self):
        raw = open(self.path, "rb").read()
        declared = DECLARATION.match(raw)
        if not declared:
            self.complain("the declaration is not version, encoding and standalone=\"no\"")
            return None
        name = declared.group(1).decode("ascii")
        if name not in ENCODINGS:
            self.complain("the encoding %s is none of %s" % (name, ", ".join(ENCODINGS)))
            return None
        codec, self.identifier = ENCODINGS[name]
        try:
            text = raw[declared.end():].decode(codec)
        except UnicodeDecodeError as error:
            self.complain("the bytes are not in the declared encoding: %s" % error)
            return None
        if re.search("<!(DOCTYPE|ENTITY|\\[CDATA)|<\\?", text):
            self.complain("a DTD, an entity, a CDATA section or a processing instruction")
        # The file as libxml2 understands it by its own declaration must be what its bytes say.
        lint = subprocess.run(["xmllint", "--nonet", "--encode", "UTF-8", self.path], capture_output=True)
        if lint.returncode != 0:
            self.complain("xmllint: %s" % lint.stderr.decode("utf-8", "replace").strip().split("\n")[0])
            return None
        try:
            root = ElementTree.fromstring(text.strip())
        except ElementTree.ParseError as error:
            self.complain("not well-formed: %s" % error)
            return None
        canonical = [ElementTree.canonicalize(source) for source in (text.strip(), lint.stdout.decode("utf-8"))]
        if canonical[0] != canonical[1]:
            self.complain("libxml2 reads another text than the bytes say")
        return root

    def read(self, root):
        if root.tag != "XmlMsg":
            self.complain("the root is %s" % root.tag)
        self.walk(root, MESSAGE, "XmlMsg")
        self.must("MessageHeader", HEADER_MUST)
        self.must("result", RESULT_MUST)
        self.must("MessageBody", {"ProcessingResultStatus", "QualificationValidity"})
        self.header()
        for view in VIEWS:
            self.consent(view)
        self.limit()

    def walk(self, element, table, place):
        """Names, each at most once, in the order of the table, nested as it says; no attributes, no text between."""
        if element.attrib:
            self.complain("%s has attributes" % place)
        if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
            self.complain("text between the elements of %s" % place)
        names = [name.rstrip("*") for name, _ in table]
        last, seen = -1, set()
        for child in element:
            if child.tag not in names:
                self.complain("%s has no element %s" % (place, child.tag))
                continue
            index = names.index(child.tag)
            written, kind = table[index]
            if child.tag in seen and not written.endswith("*"):
                self.complain("%s stands twice in %s" % (child.tag, place))
            elif index < last:
                self.complain("%s stands behind %s" % (child.tag, names[last]))
            seen.add(child.tag)
            last = max(last, index)
            if isinstance(kind, list):
                self.walk(child, kind, child.tag)
                self.texts.setdefault(child.tag, []).append("")
                continue
            if len(child) or child.attrib:
                self.complain("%s holds more than text" % child.tag)
            text = child.text or ""
            self.texts.setdefault(child.tag, []).append(text)
            if not kind(text):
                self.complain("%s is \"%s\"" % (child.tag, text))
        return seen

    def must(self, place, names):
        for name in sorted(names):
            if name not in self.texts:
                self.complain("%s lacks %s" % (place, name))

    def text(self, name):
        return (self.texts.get(name) or [None])[0]

    def header(self):
        if self.text("CharacterCodeIdentifier") != self.identifier:
            self.complain("CharacterCodeIdentifier does not say what the declaration says")
        if self.text("MedicalInstitutionCode") != self.institution:
            self.complain("MedicalInstitutionCode is another institution's")
        name = FILE_NAME.fullmatch(os.path.basename(self.path))
        executed = moment_of(self.text("ProcessExecutionTime") or "")
        if not name or moment_of(name.group(2)) is None:
            self.complain("the file's name is not OQSsiquc01res_face_ID_yyyyMMddHHmmss.xml")
        else:
            if self.text("ArbitraryFileIdentifier") != name.group(1):
                self.complain("ArbitraryFileIdentifier is not the id in the file's name")
            # Named when it was handed over: after the service's work, and within the reader's session.
            if executed and not executed <= moment_of(name.group(2)) <= executed + datetime.timedelta(hours=1):
                self.complain("the time in the file's name is not soon after ProcessExecutionTime")
        confirmed = self.text("QualificationConfirmationDate") or ""
        if executed and date(confirmed) and moment_of(confirmed + "000000").date() > executed.date():
            self.complain("QualificationConfirmationDate lies behind ProcessExecutionTime")

    def consent(self, view):
        """Given: since when, and until when, a day apart. Not given: no times that somebody could go by."""
        flag, given, end = (self.text(view + part) for part in ("ConsFlg", "ConsTime", "AvailableTime"))
        if flag == "1":
            given, end = moment_of(given or ""), moment_of(end or "")
            if given is None or end is None:
                self.complain("%s is consented to without its times" % view)
            elif end - given != DAY:
                self.complain("%s may not be looked at for a day, but for %s" % (view, end - given))
        elif flag in (None, "0") and (given is not None or end is not None):
            self.complain("%s has times without a consent" % view)

    def limit(self):
        flag = self.text("LimitApplicationCertificateRelatedConsFlg")
        given = self.text("LimitApplicationCertificateRelatedConsTime")
        if flag == "1" and given is None:
            self.complain("the high-cost limit is consented to without its time")
        if flag != "1" and (given is not None or "LimitApplicationCertificateRelatedInfo" in self.texts):
            self.complain("the high-cost limit is told without a consent")


# Each kind of damage, as what is written in the place of what; a pattern finds the place.
DAMAGES = [
    ("another root", r"XmlMsg>", "Msg>"), ("standalone yes", r'standalone="no"', 'standalone="yes"'),
    ("no standalone", r' standalone="no"', ""),
    ("the other identifier", r"(<CharacterCodeIdentifier>)[01]", r"\g<1>7"),
    ("no identifier", r"<CharacterCodeIdentifier>.</CharacterCodeIdentifier>", ""),
    ("another institution", r"(<MedicalInstitutionCode>.{9}).", r"\g<1>X"),
    ("by card data", r"(<ReferenceClassification>)1", r"\g<1>2"), ("in progress", r"(<SegmentOfResult>)1", r"\g<1>2"),
    ("an error's status", r"(<ProcessingResultStatus>)1", r"\g<1>2"),
    ("an invented validity", r"(<QualificationValidity>).", r"\g<1>9"),
    ("an unknown element", r"(</ResultOfQualificationConfirmation>)", r"<Extra>1</Extra>\1"),
    ("a slip in a name", r"QualificationValidity>", "QualificationValidty>"),
    ("a name twice", r"(<Name>[^<]*</Name>)", r"\1\1"),
    ("another order", r"(<Name>[^<]*</Name>)(.*?)(<Birthdate>[^<]*</Birthdate>)", r"\3\2\1"),
    ("beside its list", r"<ResultList>\s*|\s*</ResultList>", ""),
    ("two results", r"(<ResultOfQualificationConfirmation>.*</ResultOfQualificationConfirmation>)", r"\1\1"),
    ("full-width kana", r"(<NameKana>)[^<]*", "\\g<1>ミホン"), ("no name", r"<Name>[^<]*</Name>", ""),
    ("an empty name", r"(<Name>)[^<]*", r"\g<1>"), ("a sex of its own", r"(<Sex1>).", r"\g<1>4"),
    ("no date", r"(<Birthdate>)[0-9]{8}", r"\g<1>19851332"), ("an insurer too short", r"(<InsurerNumber>)[0-9]", r"\g<1>"),
    ("a DTD", r"(\?>)", r"\1<!DOCTYPE XmlMsg>"), ("an attribute", r"<MessageBody>", '<MessageBody a="1">'),
    ("not well-formed", r"</MessageBody>", ""), ("text between", r"</MessageHeader>", "</MessageHeader>x"),
    ("another visit", r"(<ArbitraryFileIdentifier>).", r"\g<1>x"),
    ("another day", r"(<ProcessExecutionTime>)....", r"\g<1>2001"),
    ("a flag of its own", r"(<OperationInfoConsFlg>).", r"\g<1>4"),
    ("given without a time", r"(<PharmacistsInfoConsFlg>)1(.*?)<PharmacistsInfoConsTime>[^<]*</PharmacistsInfoConsTime>",
     r"\g<1>1\2"),
    ("given for two days", r"(<PharmacistsInfoAvailableTime>[0-9]{6})..", r"\g<1>00"),
    ("not given with a time", r"(<PharmacistsInfoConsFlg>)1", r"\g<1>0"),
    ("the limit without its consent", r"(<LimitApplicationCertificateRelatedConsFlg>)1", r"\g<1>0"),
    ("an invented bracket", r"(<LimitApplicationCertificateClassificationFlag>)...", r"\g<1>C01"),
]


def damage(path, institution):
    """Every damage has to be found, and the file as it is has to hold."""
    raw = open(path, "rb").read()
    codec, _ = ENCODINGS[DECLARATION.match(raw).group(1).decode("ascii")]
    text, unseen = raw.decode(codec), []
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, os.path.basename(path))

        def is_found(data):
            with open(copy, "wb") as file:
                file.write(data)
            return bool(Reading(copy, institution, []).complaints)

        if is_found(raw):
            unseen.append("the file itself does not hold")
        for words, pattern, other in DAMAGES:
            damaged, count = re.subn(pattern, other, text, flags=re.S)
            if count == 0:
                unseen.append("%s: there is nothing to damage" % words)
            elif not is_found(damaged.encode(codec)):
                unseen.append("%s: not noticed" % words)
        other = "cp932" if codec == "utf-8" else "utf-8"
        cut = raw.index("見".encode(codec)) if "見".encode(codec) in raw else raw.index("試".encode(codec))
        for words, data in [
            ("the other encoding's bytes", text.encode(other, "replace")), ("a byte order mark", b"\xef\xbb\xbf" + raw),
            ("half a character", raw[:cut] + raw[cut + 1:]), ("cut in the middle", raw[:len(raw) // 2]), ("empty", b""),
            ("something behind the end", raw + b"<x/>"),
        ]:
            if not is_found(data):
                unseen.append("%s: not noticed" % words)
        os.rename(copy, os.path.join(folder, "OQSsiquc01res_0123.xml"))
        copy = os.path.join(folder, "OQSsiquc01res_0123.xml")
        if not is_found(raw):
            unseen.append("another file name: not noticed")
    return unseen


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--institution", required=True)
    parser.add_argument("--expect", action="append", default=[])
    parser.add_argument("--damages", action="store_true")
    options = parser.parse_args()
    wrong = False
    for path in options.files:
        if options.damages:
            complaints = damage(path, options.institution)
        else:
            expected = [tuple(pair.split("=", 1)) for pair in options.expect]
            complaints = Reading(path, options.institution, expected).complaints
        for words in complaints:
            print("%s: %s" % (os.path.basename(path), words))
        wrong = wrong or bool(complaints)
    if not wrong:
        print("%d of %d files hold" % (len(options.files), len(options.files)))
    return 1 if wrong else 0


sys.exit(main())
