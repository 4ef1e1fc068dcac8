#pragma once
// The parts of Linux's C interface that Swift's Glibc module lacks: extensions behind _GNU_SOURCE, and macros.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

int keddah_accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
int keddah_open(const char *path, int flags, unsigned mode);
int keddah_fcntl(int descriptor, int command, long argument);
int keddah_pipe2(int descriptors[2], int flags);
int keddah_prctl(int option, unsigned long argument);
void keddah_set_thread_name(const char *name);
int keddah_getrandom(void *buffer, size_t length);
/// The value of errno as the last call of this thread left it.
int keddah_errno(void);
/// The description of an errno value, written into the caller's buffer.
const char *keddah_strerror(int code, char *buffer, size_t length);
int keddah_peer_pid(int descriptor);
