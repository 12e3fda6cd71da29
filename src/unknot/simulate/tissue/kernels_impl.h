// The table of inner loops. Included by one source per instruction set, which defines UNKNOT_KERNEL_TARGET (a namespace
// of its own), UNKNOT_KERNEL_NAME and UNKNOT_KERNEL_BYTES (the vector's length). Nothing in here may call an inline
// function of the standard library: the linker would keep one copy for all instruction sets.

#include "unknot/simulate/tissue/kernels.h"
//
#include "unknot/simulate/tissue/kernel_elements.h"
#include "unknot/simulate/tissue/kernel_lines.h"
#include "unknot/simulate/tissue/kernel_tangent.h"

namespace unknot::tissue::UNKNOT_KERNEL_TARGET {
namespace {

template <class Real>
LinearKernels<Real> linear_kernels() {
  return {tangent_row<Real>, factor_lines<Real>, smooth<Real>, apply<Real>, subtract_apply<Real>};
}

}  // namespace

extern const KernelTable kTable;
const KernelTable kTable = {UNKNOT_KERNEL_NAME, residual_row, volume_row, linear_kernels<float>(),
                            linear_kernels<double>()};

}  // namespace unknot::tissue::UNKNOT_KERNEL_TARGET
