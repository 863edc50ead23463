// POLLRDHUP
#define _GNU_SOURCE

#include "include/CCurl.h"

#include <dlfcn.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

// Every function of libcurl that is used, by its name without "curl_".
#define EVERY_FUNCTION(ONE) \
  ONE(global_init) ONE(easy_init) ONE(easy_cleanup) ONE(easy_strerror) ONE(easy_setopt) ONE(easy_getinfo) \
  ONE(easy_header) ONE(multi_init) ONE(multi_cleanup) ONE(multi_add_handle) ONE(multi_remove_handle) \
  ONE(multi_perform) ONE(multi_poll) ONE(multi_wakeup) ONE(multi_info_read) ONE(multi_setopt) ONE(slist_append) ONE(slist_free_all) \
  ONE(url) ONE(url_cleanup) ONE(url_get) ONE(url_set) ONE(free)

// Written by uk_start alone, before any thread of ours uses them.
static struct {
#define DECLARE(name) __typeof__(curl_##name) *name;
  EVERY_FUNCTION(DECLARE)
#undef DECLARE
} curl;

// Where this process's stories hang on an SSL_CTX: libcurl makes one for each connection.
static int story_index = -1;

static void let_go(struct uk_tls_story *story) {
  if (story != NULL && --story->holders == 0) free(story);
}

static void connection_is_gone(void *context, void *story, CRYPTO_EX_DATA *data, int index, long number, void *more) {
  (void)context, (void)data, (void)index, (void)number, (void)more;
  let_go((struct uk_tls_story *)story);
}

const char *uk_start(void) {
  // The name that the library has had since 2006; never unloaded.
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return dlerror();
#define FIND(name) \
  if ((curl.name = (__typeof__(curl.name))dlsym(library, "curl_" #name)) == NULL) return "it lacks curl_" #name;
  EVERY_FUNCTION(FIND)
#undef FIND
  story_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, connection_is_gone);
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

CURLMcode uk_multi_set_number(CURLM *multi, CURLMoption option, long value) {
  return curl.multi_setopt(multi, option, value);
}

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

static void look_at(struct uk_transfer_story *story, struct uk_tls_story *tls) {
  if (tls != NULL) tls->holders += 1;
  let_go(story->tls);
  story->tls = tls;
}

static void forget(struct uk_tls_story *tls) {
  tls->alert_received = tls->alert_sent = -1;
  tls->farewell_received = 0;
  tls->handshake_error = 0;
}

// A new connection of this transfer's. What it tells is everybody's who uses it after.
static CURLcode watch(CURL *easy, void *context, void *user) {
  (void)easy;
  SSL_CTX *ssl = (SSL_CTX *)context;
  struct uk_transfer_story *story = (struct uk_transfer_story *)user;
  struct uk_tls_story *tls = (struct uk_tls_story *)malloc(sizeof *tls);
  if (tls == NULL) return CURLE_OUT_OF_MEMORY;
  forget(tls);
  tls->socket = -1;
  tls->holders = 1;
  if (SSL_CTX_set_ex_data(ssl, story_index, tls) != 1) {
    free(tls);
    return CURLE_OUT_OF_MEMORY;
  }
  SSL_CTX_set_info_callback(ssl, happened);
  look_at(story, tls);
  if (story->asked) story->asked_earlier = 1;
  story->asked = 0;
  return CURLE_OK;
}

static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)purpose;
  struct uk_transfer_story *story = (struct uk_transfer_story *)user;
  int opened = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (opened >= 0 && story->socket_count < UK_MOST_SOCKETS) story->sockets[story->socket_count++] = opened;
  return opened;
}

// Of several addresses that were tried together, the one that won: nothing else tells which socket that is.
static int socket_at(const struct uk_transfer_story *story, int local_port) {
  for (int index = story->socket_count - 1; index >= 0; index--) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(story->sockets[index], (struct sockaddr *)&address, &size) != 0) continue;
    int port = address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                             : ((struct sockaddr_in *)&address)->sin_port;
    if (ntohs(port) == local_port) return story->sockets[index];
  }
  return -1;
}

static int has_event(int socket, short events) {
  struct pollfd look = {.fd = socket, .events = events};
  return poll(&look, 1, 0) > 0 && (look.revents & (events | POLLHUP | POLLERR | POLLNVAL));
}

// The connection stands, new or kept, and the request is sent next.
static int begins(void *user, char *remote, char *local, int remote_port, int local_port) {
  (void)remote, (void)local, (void)remote_port;
  struct uk_transfer_story *story = (struct uk_transfer_story *)user;
  struct curl_tlssessioninfo *session = NULL;
  if (curl.easy_getinfo(story->easy, CURLINFO_TLS_SSL_PTR, &session) == CURLE_OK && session != NULL
      && session->backend == CURLSSLBACKEND_OPENSSL && session->internals != NULL) {
    SSL_CTX *context = SSL_get_SSL_CTX((SSL *)session->internals);
    struct uk_tls_story *tls = (struct uk_tls_story *)SSL_CTX_get_ex_data(context, story_index);
    if (tls != NULL) {
      int is_new = tls == story->tls;
      look_at(story, tls);
      if (is_new) {
        tls->socket = socket_at(story, local_port);
        // Reset right after the handshake: there is nobody to ask, and no alert left to read.
        if (tls->socket >= 0 && has_event(tls->socket, 0)) {
          story->was_cut = 1;
          return CURL_PREREQFUNC_ABORT;
        }
      } else {
        // What was told on it before is not about this request.
        forget(tls);
        if (tls->socket < 0 || has_event(tls->socket, POLLRDHUP)) {
          story->was_stale = 1;
          return CURL_PREREQFUNC_ABORT;
        }
      }
    }
  }
  if (story->asked) story->asked_earlier = 1;
  story->asked = 1;
  return CURL_PREREQFUNC_OK;
}

CURLcode uk_tell_story(CURL *easy, struct uk_transfer_story *story) {
  story->easy = easy;
  CURLcode result = curl.easy_setopt(easy, CURLOPT_SSL_CTX_DATA, story);
  if (result == CURLE_OK) result = curl.easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, watch);
  if (result == CURLE_OK) result = curl.easy_setopt(easy, CURLOPT_OPENSOCKETDATA, story);
  if (result == CURLE_OK) result = curl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  if (result == CURLE_OK) result = curl.easy_setopt(easy, CURLOPT_PREREQDATA, story);
  return result != CURLE_OK ? result : curl.easy_setopt(easy, CURLOPT_PREREQFUNCTION, begins);
}

void uk_end_story(struct uk_transfer_story *story) {
  look_at(story, NULL);
}
