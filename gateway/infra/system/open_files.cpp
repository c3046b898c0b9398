#include "gateway/infra/system/open_files.hpp"

#include <sys/resource.h>

namespace clearing::system {

std::size_t raise_open_files() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return 0;
    const rlim_t before = files.rlim_cur;
    files.rlim_cur = files.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_cur : before;
}

}  // namespace clearing::system
