#define _GNU_SOURCE 1
#include "CLinux.h"
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

int keddah_accept4(int listener, struct sockaddr *address, socklen_t *length, int flags) {
    return accept4(listener, address, length, flags);
}

int keddah_open(const char *path, int flags, unsigned mode) { return open(path, flags, mode); }

int keddah_fcntl(int descriptor, int command, long argument) { return fcntl(descriptor, command, argument); }

int keddah_pipe2(int descriptors[2], int flags) { return pipe2(descriptors, flags); }

int keddah_prctl(int option, unsigned long argument) { return prctl(option, argument, 0, 0, 0); }

void keddah_set_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

int keddah_getrandom(void *buffer, size_t length) { return getrandom(buffer, length, 0) == (ssize_t)length ? 0 : -1; }

int keddah_errno(void) { return errno; }

const char *keddah_strerror(int code, char *buffer, size_t length) { return strerror_r(code, buffer, length); }

int keddah_peer_pid(int descriptor) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 ? credentials.pid : -1;
}
