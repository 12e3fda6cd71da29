// The inner loops for the instruction set every machine of the build's kind has.
#define UNKNOT_KERNEL_TARGET base
#define UNKNOT_KERNEL_NAME "base"
#define UNKNOT_KERNEL_BYTES 16
#include "kernels_impl.h"
