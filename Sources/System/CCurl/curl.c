#include "include/CCurl.h"

#include <dlfcn.h>

// Every function of libcurl that is used, by its name without "curl_".
#define EVERY_FUNCTION(ONE) \
  ONE(global_init) ONE(easy_init) ONE(easy_cleanup) ONE(easy_strerror) ONE(easy_setopt) ONE(easy_getinfo) \
  ONE(easy_header) ONE(multi_init) ONE(multi_cleanup) ONE(multi_add_handle) ONE(multi_remove_handle) \
  ONE(multi_perform) ONE(multi_poll) ONE(multi_wakeup) ONE(multi_info_read) ONE(slist_append) ONE(slist_free_all) \
  ONE(url) ONE(url_cleanup) ONE(url_get) ONE(url_set) ONE(free)

// Written by uk_start alone, before any thread of ours uses them.
static struct {
#define DECLARE(name) __typeof__(curl_##name) *name;
  EVERY_FUNCTION(DECLARE)
#undef DECLARE
} curl;

// Where this process's stories hang on an SSL_CTX.
static int story_index = -1;

const char *uk_start(void) {
  // The name that the library has had since 2006; never unloaded.
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return dlerror();
#define FIND(name) \
  if ((curl.name = (__typeof__(curl.name))dlsym(library, "curl_" #name)) == NULL) return "it lacks curl_" #name;
  EVERY_FUNCTION(FIND)
#undef FIND
  story_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  if (story_index < 0) return "no memory";
  CURLcode result = curl.global_init(CURL_GLOBAL_DEFAULT);
  return result == CURLE_OK ? NULL : curl.easy_strerror(result);
}

CURL *uk_easy_init(void) { return curl.easy_init(); }

void uk_easy_cleanup(CURL *easy) { curl.easy_cleanup(easy); }

const char *uk_easy_strerror(CURLcode code) { return curl.easy_strerror(code); }

CURLM *uk_multi_init(void) { return curl.multi_init(); }

CURLMcode uk_multi_cleanup(CURLM *multi) { return curl.multi_cleanup(multi); }

CURLMcode uk_multi_add_handle(CURLM *multi, CURL *easy) { return curl.multi_add_handle(multi, easy); }

CURLMcode uk_multi_remove_handle(CURLM *multi, CURL *easy) { return curl.multi_remove_handle(multi, easy); }

CURLMcode uk_multi_perform(CURLM *multi, int *running) { return curl.multi_perform(multi, running); }

CURLMcode uk_multi_poll(CURLM *multi, struct curl_waitfd *more, unsigned int count, int milliseconds, int *ready) {
  return curl.multi_poll(multi, more, count, milliseconds, ready);
}

CURLMcode uk_multi_wakeup(CURLM *multi) { return curl.multi_wakeup(multi); }

struct curl_slist *uk_slist_append(struct curl_slist *list, const char *text) { return curl.slist_append(list, text); }

void uk_slist_free_all(struct curl_slist *list) { curl.slist_free_all(list); }

CURLU *uk_url(void) { return curl.url(); }

void uk_url_cleanup(CURLU *url) { curl.url_cleanup(url); }

CURLUcode uk_url_get(CURLU *url, CURLUPart part, char **value, unsigned int flags) {
  return curl.url_get(url, part, value, flags);
}

CURLUcode uk_url_set(CURLU *url, CURLUPart part, const char *value, unsigned int flags) {
  return curl.url_set(url, part, value, flags);
}

void uk_free(void *value) { curl.free(value); }

CURLcode uk_set_number(CURL *easy, CURLoption option, long value) { return curl.easy_setopt(easy, option, value); }

CURLcode uk_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl.easy_setopt(easy, option, value);
}

CURLcode uk_set_pointer(CURL *easy, CURLoption option, void *value) { return curl.easy_setopt(easy, option, value); }

CURLcode uk_set_receive(CURL *easy, CURLoption option, uk_receive function) {
  return curl.easy_setopt(easy, option, function);
}

CURLcode uk_get_number(CURL *easy, CURLINFO info, long *value) { return curl.easy_getinfo(easy, info, value); }

CURLcode uk_get_time(CURL *easy, CURLINFO info, curl_off_t *value) { return curl.easy_getinfo(easy, info, value); }

CURLcode uk_get_text(CURL *easy, CURLINFO info, const char **value) { return curl.easy_getinfo(easy, info, value); }

int uk_has_header(CURL *easy, const char *name) {
  struct curl_header *header = NULL;
  return curl.easy_header(easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK;
}

CURL *uk_next_finished(CURLM *multi, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl.multi_info_read(multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

// MARK: - TLS

static void happened(const SSL *ssl, int where, int value) {
  struct uk_tls_story *story = (struct uk_tls_story *)SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), story_index);
  if (story == NULL) return;
  if ((where & SSL_CB_ALERT) && (value >> 8) == SSL3_AL_FATAL) {
    if (where & SSL_CB_READ) story->alert_received = value & 0xff;
    else story->alert_sent = value & 0xff;
  }
  if (where == SSL_CB_READ_ALERT && (value & 0xff) == SSL_AD_CLOSE_NOTIFY) story->farewell_received = 1;
  if (where == SSL_CB_CONNECT_EXIT && value <= 0) {
    unsigned long error = ERR_peek_last_error();
    story->handshake_error = ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING ? 0 : error;
  }
}

static CURLcode watch(CURL *easy, void *context, void *story) {
  (void)easy;
  SSL_CTX *ssl = (SSL_CTX *)context;
  if (SSL_CTX_set_ex_data(ssl, story_index, story) != 1) return CURLE_OUT_OF_MEMORY;
  SSL_CTX_set_info_callback(ssl, happened);
  return CURLE_OK;
}

CURLcode uk_tell_tls_story(CURL *easy, struct uk_tls_story *story) {
  CURLcode result = curl.easy_setopt(easy, CURLOPT_SSL_CTX_DATA, story);
  return result != CURLE_OK ? result : curl.easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, watch);
}
