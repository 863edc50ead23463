#ifndef UKETSUKE_CLINUXEVENTS_SHIM_H
#define UKETSUKE_CLINUXEVENTS_SHIM_H

// The kernel's descriptors that Swift's Glibc module leaves out.
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

#endif
