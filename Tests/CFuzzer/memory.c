#include "CFuzzer.h"
#include <sanitizer/allocator_interface.h>

size_t keddah_allocated_bytes(void) { return __sanitizer_get_current_allocated_bytes(); }
