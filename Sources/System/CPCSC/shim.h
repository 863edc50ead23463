#ifndef UKETSUKE_CPCSC_SHIM_H
#define UKETSUKE_CPCSC_SHIM_H

#include <winscard.h>

// SCARD_PCI_T0 and SCARD_PCI_T1 are addresses of mutable globals, which Swift 6 does not let through.
static inline const SCARD_IO_REQUEST *uk_protocol_header(DWORD protocol) {
  return protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
}

#endif
