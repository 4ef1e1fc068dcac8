#pragma once
#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer with the arguments of a program, and gives its status (LLVM documentation, "Using libFuzzer as a
/// library").
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*function)(const uint8_t *data, size_t size));

/// How many bytes the address sanitizer's allocator has given out.
size_t keddah_allocated_bytes(void);
