#ifndef UKETSUKE_CCURL_SHIM_H
#define UKETSUKE_CCURL_SHIM_H

#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic, which Swift cannot call.

typedef size_t (*uk_receive)(char *bytes, size_t size, size_t count, void *user);

static inline CURLcode uk_set_number(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode uk_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode uk_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode uk_set_receive(CURL *easy, CURLoption option, uk_receive function) {
  return curl_easy_setopt(easy, option, function);
}
static inline CURLcode uk_get_number(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode uk_get_time(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode uk_get_text(CURL *easy, CURLINFO info, const char **value) {
  return curl_easy_getinfo(easy, info, value);
}

/// Whether the answer has this header.
static inline int uk_has_header(CURL *easy, const char *name) {
  struct curl_header *header = NULL;
  return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK;
}

/// The handle of the next finished transfer and its result; NULL when none is finished.
static inline CURL *uk_next_finished(CURLM *multi, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

// What really happened in TLS. curl's result codes do not tell: a refused client certificate arrives, with TLS 1.3,
// after the handshake and looks like any reading error.

struct uk_tls_story {
  /// The last fatal alert each way (RFC 8446, 6.2), or -1.
  int alert_received;
  int alert_sent;
  /// The other side ended in order (close_notify), so that nothing was cut off.
  int farewell_received;
  /// OpenSSL's reason why the handshake stopped for good; 0 while it goes on or the connection was cut.
  unsigned long handshake_error;
};

static inline int uk_tls_story_index(void) {
  static int index = -1;
  // Called first where libcurl is started, before any thread of ours knows of it.
  if (index < 0) index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  return index;
}

static inline void uk_tls_happened(const SSL *ssl, int where, int value) {
  struct uk_tls_story *story =
      (struct uk_tls_story *)SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), uk_tls_story_index());
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

static inline CURLcode uk_watch_tls(CURL *easy, void *context, void *story) {
  (void)easy;
  SSL_CTX *ssl = (SSL_CTX *)context;
  if (SSL_CTX_set_ex_data(ssl, uk_tls_story_index(), story) != 1) return CURLE_OUT_OF_MEMORY;
  SSL_CTX_set_info_callback(ssl, uk_tls_happened);
  return CURLE_OK;
}

/// `story` must live as long as the transfer.
static inline CURLcode uk_tell_tls_story(CURL *easy, struct uk_tls_story *story) {
  CURLcode result = curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, story);
  return result != CURLE_OK ? result : curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, uk_watch_tls);
}

#endif
