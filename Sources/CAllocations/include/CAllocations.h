#pragma once
#include <stdint.h>

/// How often memory was allocated since the program began, by all threads. Only programs that link this target count.
uint64_t keddah_allocations(void);
