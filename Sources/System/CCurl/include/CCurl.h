#ifndef UKETSUKE_CCURL_H
#define UKETSUKE_CCURL_H

// libcurl, looked up when it is first needed instead of when the program starts: behind it stand some thirty libraries
// (LDAP, Kerberos, GnuTLS, …), whose loading takes longer than everything else before the first screen. The functions
// are libcurl's own under another prefix; the variadic ones, which Swift cannot call, have one form for each type.

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

/// Loads libcurl and starts it; to be called once, before any other function here.
///
/// Returns NULL, or why this machine's libcurl cannot be used (valid as long as the program).
const char *uk_start(void);

CURL *uk_easy_init(void);
void uk_easy_cleanup(CURL *easy);
const char *uk_easy_strerror(CURLcode code);
CURLM *uk_multi_init(void);
CURLMcode uk_multi_cleanup(CURLM *multi);
CURLMcode uk_multi_add_handle(CURLM *multi, CURL *easy);
CURLMcode uk_multi_remove_handle(CURLM *multi, CURL *easy);
CURLMcode uk_multi_perform(CURLM *multi, int *running);
CURLMcode uk_multi_poll(CURLM *multi, struct curl_waitfd *more, unsigned int count, int milliseconds, int *ready);
CURLMcode uk_multi_wakeup(CURLM *multi);
struct curl_slist *uk_slist_append(struct curl_slist *list, const char *text);
void uk_slist_free_all(struct curl_slist *list);
CURLU *uk_url(void);
void uk_url_cleanup(CURLU *url);
CURLUcode uk_url_get(CURLU *url, CURLUPart part, char **value, unsigned int flags);
CURLUcode uk_url_set(CURLU *url, CURLUPart part, const char *value, unsigned int flags);
void uk_free(void *value);

typedef size_t (*uk_receive)(char *bytes, size_t size, size_t count, void *user);

CURLcode uk_set_number(CURL *easy, CURLoption option, long value);
CURLcode uk_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode uk_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode uk_set_receive(CURL *easy, CURLoption option, uk_receive function);
CURLcode uk_get_number(CURL *easy, CURLINFO info, long *value);
CURLcode uk_get_time(CURL *easy, CURLINFO info, curl_off_t *value);
CURLcode uk_get_text(CURL *easy, CURLINFO info, const char **value);

/// Whether the answer has this header.
int uk_has_header(CURL *easy, const char *name);

CURLMcode uk_multi_set_number(CURLM *multi, CURLMoption option, long value);

/// The handle of the next finished transfer and its result; NULL when none is finished.
CURL *uk_next_finished(CURLM *multi, CURLcode *result);

/// What really happened in TLS. curl's result codes do not tell: a refused client certificate arrives, with TLS 1.3,
/// after the handshake and looks like any reading error.
struct uk_tls_story {
  /// The last fatal alert each way (RFC 8446, 6.2), or -1.
  int alert_received;
  int alert_sent;
  /// The other side ended in order (close_notify), so that nothing was cut off.
  int farewell_received;
  /// OpenSSL's reason why the handshake stopped for good; 0 while it goes on or the connection was cut.
  unsigned long handshake_error;
  /// The connection's socket, while it is in use; -1 before the first request on it.
  int socket;
  /// The connection, which may outlive the transfer, and the transfers that look at it.
  int holders;
};

/// So many addresses of one host are tried; a connection to a further one is used once.
#define UK_MOST_SOCKETS 8

/// What happened to one transfer that libcurl's result does not tell: on a kept connection that turns out dead it asks a
/// second time on a new one, and then says only how that ended.
struct uk_transfer_story {
  /// The transfer itself; set by uk_tell_story.
  CURL *easy;
  /// The connection's that is or was used last; NULL before TLS began. Held.
  struct uk_tls_story *tls;
  /// The request began to be sent on it.
  int asked;
  /// It began to be sent on another one before.
  int asked_earlier;
  /// A kept connection was given up before anything was sent on it, because the other side had ended it. libcurl looks
  /// too, but takes TLS's unread farewell for a sign of life.
  int was_stale;
  /// A new connection was reset before anything was sent on it.
  int was_cut;
  /// What was opened for this transfer.
  int sockets[UK_MOST_SOCKETS];
  int socket_count;
};

/// `story` must live as long as the transfer, and begin as zeros.
CURLcode uk_tell_story(CURL *easy, struct uk_transfer_story *story);

/// Lets go of what `story` holds.
void uk_end_story(struct uk_transfer_story *story);

#endif
