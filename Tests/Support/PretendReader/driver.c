// accept4
#define _GNU_SOURCE
#include "include/PretendReader.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifdhandler.h>
#include <netinet/tcp.h>
#include <reader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most_readers = 16, most_path = 1024, most_answer = 65538, most_atr = 33, tlv_request = 0x42330012 };

// pcscd calls one function at a time: this driver does not say that it could be otherwise.
static struct reader {
  char folder[most_path];
  int listener;
  int card;
  unsigned char atr[most_atr];
  size_t atr_length;
} readers[most_readers];

static struct reader *reader_of(DWORD lun) {
  DWORD number = lun >> 16;
  return number < most_readers ? &readers[number] : NULL;
}

static void path_of(const struct reader *reader, const char *name, char *path) {
  snprintf(path, most_path + 32, "%s/%s", reader->folder, name);
}

static int has(const struct reader *reader, const char *name) {
  char path[most_path + 32];
  path_of(reader, name, path);
  return access(path, F_OK) == 0;
}

/// The file's first line; an empty one where there is no file.
static void read_setting(const struct reader *reader, const char *name, char *text, size_t size) {
  char path[most_path + 32];
  path_of(reader, name, path);
  text[0] = 0;
  FILE *file = fopen(path, "re");
  if (file == NULL) return;
  if (fgets(text, (int)size, file) != NULL) text[strcspn(text, "\n")] = 0;
  fclose(file);
}

// MARK: - The card's line, as vpcd has it

static void hang_up(struct reader *reader) {
  if (reader->card >= 0) close(reader->card);
  reader->card = -1;
  reader->atr_length = 0;
}

static int send_all(int line, const unsigned char *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = send(line, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return -1;
    bytes += sent;
    count -= (size_t)sent;
  }
  return 0;
}

static int receive_all(int line, unsigned char *bytes, size_t count) {
  while (count > 0) {
    ssize_t received = recv(line, bytes, count, 0);
    if (received <= 0) return -1;
    bytes += received;
    count -= (size_t)received;
  }
  return 0;
}

static int say(struct reader *reader, const unsigned char *bytes, size_t count) {
  static unsigned char message[2 + most_answer];
  if (reader->card < 0 || count > most_answer) return -1;
  message[0] = (unsigned char)(count >> 8);
  message[1] = (unsigned char)count;
  memcpy(message + 2, bytes, count);
  return send_all(reader->card, message, count + 2);
}

/// How many bytes came, -1 when the card has left.
static ssize_t hear(struct reader *reader, unsigned char *bytes, size_t most) {
  unsigned char head[2];
  if (receive_all(reader->card, head, 2) != 0) return -1;
  size_t count = (size_t)head[0] << 8 | head[1];
  if (count > most || receive_all(reader->card, bytes, count) != 0) return -1;
  return (ssize_t)count;
}

static int is_card_there(struct reader *reader) {
  unsigned char byte;
  if (reader->card >= 0) {
    ssize_t peeked = recv(reader->card, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (peeked > 0 || (peeked < 0 && (errno == EAGAIN || errno == EINTR))) return 1;
    hang_up(reader);
    return 0;
  }
  reader->card = accept4(reader->listener, NULL, NULL, SOCK_CLOEXEC);
  if (reader->card < 0) return 0;
  int yes = 1;
  setsockopt(reader->card, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return 1;
}

// MARK: - What pcscd calls

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR device) {
  struct reader *reader = reader_of(lun);
  const char *folder = strchr(device, ':');
  if (reader == NULL || folder == NULL || strlen(folder) >= most_path) return IFD_COMMUNICATION_ERROR;
  strcpy(reader->folder, folder + 1);
  reader->card = -1;
  reader->atr_length = 0;
  if (has(reader, "unplugged")) return IFD_NO_SUCH_DEVICE;
  reader->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (reader->listener < 0 || bind(reader->listener, (struct sockaddr *)&address, length) != 0 ||
      listen(reader->listener, 1) != 0 || getsockname(reader->listener, (struct sockaddr *)&address, &length) != 0)
    return IFD_COMMUNICATION_ERROR;
  char path[most_path + 32], whole[most_path + 32];
  path_of(reader, "port.new", path);
  path_of(reader, "port", whole);
  FILE *file = fopen(path, "we");
  if (file == NULL) return IFD_COMMUNICATION_ERROR;
  fprintf(file, "%d\n", ntohs(address.sin_port));
  fclose(file);
  return rename(path, whole) == 0 ? IFD_SUCCESS : IFD_COMMUNICATION_ERROR;
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel) {
  (void)lun;
  (void)channel;
  return IFD_COMMUNICATION_ERROR;
}

RESPONSECODE IFDHCloseChannel(DWORD lun) {
  struct reader *reader = reader_of(lun);
  if (reader == NULL) return IFD_COMMUNICATION_ERROR;
  hang_up(reader);
  close(reader->listener);
  return IFD_SUCCESS;
}

static RESPONSECODE give(const void *bytes, size_t count, PDWORD length, PUCHAR value) {
  if (*length < count) return IFD_ERROR_INSUFFICIENT_BUFFER;
  memcpy(value, bytes, count);
  *length = count;
  return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value) {
  struct reader *reader = reader_of(lun);
  if (reader == NULL) return IFD_COMMUNICATION_ERROR;
  char text[64];
  unsigned char number;
  switch (tag) {
    case TAG_IFD_ATR:
    case SCARD_ATTR_ATR_STRING: return give(reader->atr, reader->atr_length, length, value);
    case TAG_IFD_SIMULTANEOUS_ACCESS: number = most_readers; return give(&number, 1, length, value);
    case TAG_IFD_SLOTS_NUMBER: number = 1; return give(&number, 1, length, value);
    case SCARD_ATTR_VENDOR_NAME: read_setting(reader, "vendor", text, sizeof text); break;
    case SCARD_ATTR_VENDOR_IFD_TYPE: read_setting(reader, "model", text, sizeof text); break;
    default: return IFD_ERROR_TAG;
  }
  return text[0] == 0 ? IFD_ERROR_TAG : give(text, strlen(text) + 1, length, value);
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value) {
  (void)lun;
  (void)tag;
  (void)length;
  (void)value;
  return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR pts1, UCHAR pts2, UCHAR pts3) {
  (void)lun;
  (void)protocol;
  (void)flags;
  (void)pts1;
  (void)pts2;
  (void)pts3;
  return IFD_SUCCESS;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD atr_length) {
  struct reader *reader = reader_of(lun);
  const unsigned char off = 0, on = 1, reset = 2, tell = 4;
  *atr_length = 0;
  if (reader == NULL || reader->card < 0) return IFD_COMMUNICATION_ERROR;
  if (action == IFD_POWER_DOWN) {
    reader->atr_length = 0;
    return say(reader, &off, 1) == 0 ? IFD_SUCCESS : IFD_COMMUNICATION_ERROR;
  }
  if (say(reader, action == IFD_RESET ? &reset : &on, 1) != 0 || say(reader, &tell, 1) != 0)
    return IFD_COMMUNICATION_ERROR;
  ssize_t count = hear(reader, reader->atr, sizeof reader->atr);
  // No answer to reset is shorter than two bytes: the card is mute.
  if (count < 2) return IFD_ERROR_POWER_ACTION;
  char other[2 * most_atr + 2];
  read_setting(reader, "atr", other, sizeof other);
  for (count = other[0] == 0 ? count : 0; other[0] != 0 && count < most_atr; count++)
    if (sscanf(other + 2 * count, "%2hhx", &reader->atr[count]) != 1) break;
  reader->atr_length = (size_t)count;
  memcpy(atr, reader->atr, reader->atr_length);
  *atr_length = reader->atr_length;
  return IFD_SUCCESS;
}

static void note(const struct reader *reader, const struct timespec *begin, size_t sent, size_t received) {
  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  long microseconds = (end.tv_sec - begin->tv_sec) * 1000000L + (end.tv_nsec - begin->tv_nsec) / 1000;
  char path[most_path + 32];
  path_of(reader, "commands", path);
  FILE *file = fopen(path, "ae");
  if (file == NULL) return;
  fprintf(file, "%ld %zu %zu\n", microseconds, sent, received);
  fclose(file);
}

RESPONSECODE IFDHTransmitToICC(
    DWORD lun, SCARD_IO_HEADER send_header, PUCHAR command, DWORD count, PUCHAR answer, PDWORD answer_length,
    PSCARD_IO_HEADER receive_header) {
  static unsigned char bytes[most_answer];
  struct reader *reader = reader_of(lun);
  DWORD room = *answer_length;
  *answer_length = 0;
  if (receive_header != NULL) receive_header->Protocol = send_header.Protocol;
  if (reader == NULL) return IFD_COMMUNICATION_ERROR;
  char extended[16];
  read_setting(reader, "extended", extended, sizeof extended);
  // ISO 7816-3, 12.1.3: a fifth byte of zero with two or more behind it.
  int is_extended = count >= 7 && command[4] == 0;
  struct timespec begin;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  if (is_extended && strcmp(extended, "error") == 0) {
    note(reader, &begin, count, 0);
    return IFD_COMMUNICATION_ERROR;
  }
  if (say(reader, command, count) != 0) return IFD_COMMUNICATION_ERROR;
  ssize_t received = hear(reader, bytes, sizeof bytes);
  if (received < 0) return IFD_COMMUNICATION_ERROR;
  note(reader, &begin, count, (size_t)received);
  if (is_extended && strcmp(extended, "refused") == 0) {
    bytes[0] = 0x67;
    bytes[1] = 0x00;
    received = 2;
  }
  if (is_extended && strcmp(extended, "cut") == 0 && received > 258) {
    bytes[256] = 0x90;
    bytes[257] = 0x00;
    received = 258;
  }
  if ((DWORD)received > room) return IFD_COMMUNICATION_ERROR;
  memcpy(answer, bytes, (size_t)received);
  *answer_length = (DWORD)received;
  return IFD_SUCCESS;
}

RESPONSECODE IFDHControl(
    DWORD lun, DWORD code, PUCHAR input, DWORD input_length, PUCHAR output, DWORD room, LPDWORD output_length) {
  (void)input;
  (void)input_length;
  struct reader *reader = reader_of(lun);
  *output_length = 0;
  if (reader == NULL) return IFD_COMMUNICATION_ERROR;
  char text[16];
  read_setting(reader, "largest", text, sizeof text);
  if (text[0] == 0) return IFD_ERROR_NOT_SUPPORTED;
  unsigned long largest = strtoul(text, NULL, 10);
  DWORD length = room;
  RESPONSECODE result;
  if (code == CM_IOCTL_GET_FEATURE_REQUEST) {
    // The control code in network byte order; another feature before it, as most readers have one.
    const unsigned char features[] = {
        FEATURE_IFD_PIN_PROPERTIES, 4, 0x42, 0x33, 0x00, 0x0A,
        FEATURE_GET_TLV_PROPERTIES, 4, tlv_request >> 24, tlv_request >> 16 & 0xFF, tlv_request >> 8 & 0xFF,
        tlv_request & 0xFF,
    };
    result = give(features, sizeof features, &length, output);
  } else if (code == tlv_request) {
    // Values in the order of a small machine's bytes.
    const unsigned char properties[] = {
        PCSCv2_PART10_PROPERTY_bPPDUSupport, 1, 0, PCSCv2_PART10_PROPERTY_dwMaxAPDUDataSize, 4,
        (unsigned char)largest, (unsigned char)(largest >> 8), (unsigned char)(largest >> 16),
        (unsigned char)(largest >> 24),
    };
    result = give(properties, sizeof properties, &length, output);
  } else {
    return IFD_ERROR_NOT_SUPPORTED;
  }
  if (result == IFD_SUCCESS) *output_length = length;
  return result;
}

RESPONSECODE IFDHICCPresence(DWORD lun) {
  struct reader *reader = reader_of(lun);
  if (reader == NULL || has(reader, "unplugged")) return IFD_NO_SUCH_DEVICE;
  if (has(reader, "broken")) return IFD_COMMUNICATION_ERROR;
  return is_card_there(reader) ? IFD_ICC_PRESENT : IFD_ICC_NOT_PRESENT;
}
