#ifndef UKETSUKE_CXML_H
#define UKETSUKE_CXML_H

// libxml2's push parser, looked up when the first message comes: a kiosk's first screen does not wait for it and for the
// ICU behind it. It reports a document piece by piece and keeps none of it. No document type, no entity of a document's
// own, nothing from the network or a file, nothing to standard error.

#include <stddef.h>

/// Loads libxml2; to be called once, before anything else.
///
/// Returns NULL, or why this machine's libxml2 cannot be used (valid as long as the program).
const char *uk_xml_start(void);

/// What libxml2 calls its version (`20914`), after it was loaded; NULL where it says none.
const char *uk_xml_version(void);

/// Whom the pieces are told to. Attributes, comments and processing instructions are not told.
typedef struct {
  void *user;
  /// `name` as it was written, in UTF-8; the same name has the same address as long as the reader. `prefix`: what stood
  /// before its colon, NULL mostly; whether it was declared is nobody's business here.
  void (*begin)(void *user, const char *prefix, const char *name);
  /// A part of a text: one text may come in several.
  void (*text)(void *user, const char *bytes, size_t count);
  void (*end)(void *user);
} uk_xml_listener;

typedef struct uk_xml_reader uk_xml_reader;

/// Returns NULL when there is no memory. One thread at a time; several readers may be used by several.
uk_xml_reader *uk_xml_open(const uk_xml_listener *listener);

typedef enum {
  UK_XML_GOES_ON = 0,
  UK_XML_NOT_WELL_FORMED = 1,
  UK_XML_DOCUMENT_TYPE = 2,
  UK_XML_STOPPED = 3,
} uk_xml_state;

/// Reads on. `bytes`: UTF-8, without a declaration; `is_last`: nothing follows, so that what is not closed is an error.
///
/// Returns anything but UK_XML_GOES_ON once and for all.
uk_xml_state uk_xml_feed(uk_xml_reader *reader, const char *bytes, size_t count, int is_last);

/// For a listener that has heard enough: nothing more is told.
void uk_xml_stop(uk_xml_reader *reader);

/// Where the reader stands, from 1.
long uk_xml_line(const uk_xml_reader *reader);

void uk_xml_close(uk_xml_reader *reader);

#endif
