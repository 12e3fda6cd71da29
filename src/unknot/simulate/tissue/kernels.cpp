#include "unknot/simulate/tissue/kernels.h"

namespace unknot::tissue {

namespace base {
extern const KernelTable kTable;
}
#ifdef UNKNOT_X86_KERNELS
namespace avx2 {
extern const KernelTable kTable;
}
namespace avx512 {
extern const KernelTable kTable;
}
#endif

const std::vector<const KernelTable*>& runnable_kernels() {
  static const std::vector<const KernelTable*> tables = [] {
    std::vector<const KernelTable*> list{&base::kTable};
#ifdef UNKNOT_X86_KERNELS
    __builtin_cpu_init();
    const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    if (v3) list.push_back(&avx2::kTable);
    if (v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
      list.push_back(&avx512::kTable);
    }
#endif
    return list;
  }();
  return tables;
}

const KernelTable& best_kernels() { return *runnable_kernels().back(); }

}  // namespace unknot::tissue
