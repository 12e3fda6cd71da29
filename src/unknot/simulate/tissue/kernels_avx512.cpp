// The inner loops for x86-64-v4 (AVX-512).
#define UNKNOT_KERNEL_TARGET avx512
#define UNKNOT_KERNEL_NAME "avx512"
#define UNKNOT_KERNEL_BYTES 64
#include "kernels_impl.h"
