#ifndef UKETSUKE_PRETEND_READER_H
#define UKETSUKE_PRETEND_READER_H

// A reader's driver (IFD handler 3.0) for the tests: a reader that is whatever a test says, with the virtual card in it.
//
// pcscd loads it by an entry like these in a file given with --config; an entry a reader:
//
//   FRIENDLYNAME "Mihon Reader"
//   DEVICENAME   pretend:/folder
//   LIBPATH      /…/libPretendReader.so
//
// The card comes over a TCP port of 127.0.0.1, whose number the driver writes into `/folder/port`, and speaks as with
// vpcd. What the reader is stands in files of the folder and may change at any time:
//
//   unplugged       it is not there: pcscd takes it off its list when it looks (SIGUSR1)
//   broken          it does not answer its driver
//   extended        how it takes commands of extended length: `error`, `refused` (67 00) or `cut` to 256 bytes; all of
//                   them pass where there is no such file
//   largest         dwMaxAPDUDataSize (PC/SC part 10, 2.6.14), in decimal; without it the driver tells nothing
//   atr             what it calls the card's answer to reset, in hexadecimal: a contactless reader makes one up
//   vendor, model   SCARD_ATTR_VENDOR_NAME and SCARD_ATTR_VENDOR_IFD_TYPE
//
// Every command adds a line to `/folder/commands`: microseconds, bytes sent to the card, bytes received from it (0: it was
// not sent).

#endif
