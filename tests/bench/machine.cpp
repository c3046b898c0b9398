#include "tests/bench/machine.hpp"

#include <fstream>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace clearing::bench {
namespace {

/// The value of the first line that begins with `key`.
std::string value_in(const char* file, const std::string& key) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(key)) return line.substr(line.find_first_not_of(" \t:", key.size()));
    return "unknown";
}

}  // namespace

std::string machine() {
    utsname system{};
    ::uname(&system);
    return fmt::format(
        "machine  {}, {} cores, memory {}, load {}\nsystem   {} {}\nbuild    clang {}.{}, {}\n",
        value_in("/proc/cpuinfo", "model name"), std::thread::hardware_concurrency(),
        value_in("/proc/meminfo", "MemTotal"),
        [] {
            std::ifstream in("/proc/loadavg");
            std::string load;
            std::getline(in, load);
            return load.substr(0, load.find(' '));
        }(),
        system.sysname, system.release, __clang_major__, __clang_minor__,
#ifdef NDEBUG
        "optimized (-O2)"
#else
        "with assertions"
#endif
    );
}

std::size_t resident_bytes() {
    std::ifstream in("/proc/self/statm");
    std::size_t all = 0, resident = 0;
    in >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace clearing::bench
