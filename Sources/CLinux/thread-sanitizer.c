// Only in builds with the thread sanitizer. Swift's Mutex takes and gives back a lock that nobody else waits for in the
// program's own code, which the sanitizer watches, but a contended one in the standard library, which it does not: it
// then sees no order between two threads and reports a race that is none. These functions stand before the library's
// own and tell it.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void keddah_lock(uint32_t state, SELF handle) __asm__(LOCK);
SWIFT void keddah_lock(uint32_t state, SELF handle) {
    SWIFT void (*lock)(uint32_t, SELF) = (SWIFT void (*)(uint32_t, SELF))dlsym(RTLD_NEXT, LOCK);
    lock(state, handle);
    __tsan_acquire(handle);
}

SWIFT bool keddah_try_lock(SELF handle) __asm__(TRY);
SWIFT bool keddah_try_lock(SELF handle) {
    SWIFT bool (*try)(SELF) = (SWIFT bool (*)(SELF))dlsym(RTLD_NEXT, TRY);
    bool taken = try(handle);
    if (taken) __tsan_acquire(handle);
    return taken;
}

SWIFT void keddah_unlock(SELF handle) __asm__(UNLOCK);
SWIFT void keddah_unlock(SELF handle) {
    SWIFT void (*unlock)(SELF) = (SWIFT void (*)(SELF))dlsym(RTLD_NEXT, UNLOCK);
    __tsan_release(handle);
    unlock(handle);
}

#endif
#endif
