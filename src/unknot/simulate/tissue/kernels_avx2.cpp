// The inner loops for x86-64-v3 (AVX2, FMA).
#define UNKNOT_KERNEL_TARGET avx2
#define UNKNOT_KERNEL_NAME "avx2"
#define UNKNOT_KERNEL_BYTES 32
#include "kernels_impl.h"
