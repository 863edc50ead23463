#include "include/CXML.h"

#include <dlfcn.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

// Every function of libxml2 that is used, by its name without "xml".
#define EVERY_FUNCTION(ONE) \
  ONE(InitParser) ONE(CreatePushParserCtxt) ONE(ParseChunk) ONE(StopParser) ONE(CtxtUseOptions) ONE(FreeParserCtxt)

// Written by uk_xml_start alone.
static struct {
#define DECLARE(name) __typeof__(xml##name) *name;
  EVERY_FUNCTION(DECLARE)
#undef DECLARE
  const char **version;
} library;

const char *uk_xml_start(void) {
  // The name that the library has had since 2000 (2.0) in Debian; never unloaded.
  void *handle = dlopen("libxml2.so.2", RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) return dlerror();
#define FIND(name)                                                                                           \
  if ((library.name = (__typeof__(library.name))dlsym(handle, "xml" #name)) == NULL) return "it lacks xml" #name;
  EVERY_FUNCTION(FIND)
#undef FIND
  // To be told alone: a libxml2 without it does as well.
  library.version = (const char **)dlsym(handle, "xmlParserVersion");
  // Once and before any thread reads.
  library.InitParser();
  return NULL;
}

const char *uk_xml_version(void) { return library.version == NULL ? NULL : *library.version; }

struct uk_xml_reader {
  uk_xml_listener listener;
  xmlParserCtxtPtr context;
  uk_xml_state state;
};

static void begin(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space, int space_count,
                  const xmlChar **spaces, int count, int default_count, const xmlChar **attributes) {
  (void)space;
  (void)space_count;
  (void)spaces;
  (void)count;
  (void)default_count;
  (void)attributes;
  uk_xml_reader *reader = user;
  reader->listener.begin(reader->listener.user, (const char *)prefix, (const char *)name);
}

static void end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space) {
  (void)name;
  (void)prefix;
  (void)space;
  uk_xml_reader *reader = user;
  reader->listener.end(reader->listener.user);
}

static void text(void *user, const xmlChar *bytes, int count) {
  uk_xml_reader *reader = user;
  reader->listener.text(reader->listener.user, (const char *)bytes, (size_t)count);
}

static void refuse_document_type(void *user, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
  (void)name;
  (void)external;
  (void)system;
  uk_xml_reader *reader = user;
  reader->state = UK_XML_DOCUMENT_TYPE;
  library.StopParser(reader->context);
}

static void ignore(void *user, xmlErrorPtr error) {
  (void)user;
  (void)error;
}

uk_xml_reader *uk_xml_open(const uk_xml_listener *listener) {
  uk_xml_reader *reader = calloc(1, sizeof *reader);
  if (reader == NULL) return NULL;
  reader->listener = *listener;
  // Without getEntity only the five entities of XML itself are known.
  xmlSAXHandler handler;
  memset(&handler, 0, sizeof handler);
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = begin;
  handler.endElementNs = end;
  handler.characters = text;
  handler.ignorableWhitespace = text;
  handler.cdataBlock = text;
  handler.internalSubset = refuse_document_type;
  handler.serror = ignore;
  reader->context = library.CreatePushParserCtxt(&handler, reader, NULL, 0, NULL);
  if (reader->context == NULL) {
    free(reader);
    return NULL;
  }
  library.CtxtUseOptions(reader->context, XML_PARSE_NONET);
  static const char declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  uk_xml_feed(reader, declaration, sizeof declaration - 1, 0);
  return reader;
}

uk_xml_state uk_xml_feed(uk_xml_reader *reader, const char *bytes, size_t count, int is_last) {
  if (reader->state != UK_XML_GOES_ON) return reader->state;
  // More than any caller's piece.
  if (count > 1 << 30) return reader->state = UK_XML_NOT_WELL_FORMED;
  library.ParseChunk(reader->context, bytes, (int)count, is_last);
  // What stopped it is the reason, whatever libxml2 then complains about.
  if (reader->state == UK_XML_GOES_ON && !reader->context->wellFormed) reader->state = UK_XML_NOT_WELL_FORMED;
  return reader->state;
}

void uk_xml_stop(uk_xml_reader *reader) {
  if (reader->state != UK_XML_GOES_ON) return;
  reader->state = UK_XML_STOPPED;
  library.StopParser(reader->context);
}

long uk_xml_line(const uk_xml_reader *reader) {
  const xmlParserInput *input = reader->context->input;
  return input == NULL || input->line < 1 ? 1 : input->line;
}

void uk_xml_close(uk_xml_reader *reader) {
  // No document was built.
  library.FreeParserCtxt(reader->context);
  free(reader);
}
