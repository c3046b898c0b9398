#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace clearing::bench {

/// The processes whose CPU time is told apart. "load" is this process.
struct ProcessGroups {
    int postmaster = 0;  ///< with all its backends and workers, also those that ended meanwhile
    std::vector<int> gateway, peers;
};

/// CPU microseconds used so far, by group: postgresql, gateway, peers, load; and of the whole machine:
/// busy (every process and the kernel), available (cores × time).
using CpuTimes = std::map<std::string, double>;

CpuTimes cpu_times(const ProcessGroups& groups);
CpuTimes operator-(const CpuTimes& later, const CpuTimes& earlier);

/// VmRSS of a process in KiB; 0 when it is gone.
std::size_t resident_kib(int pid);

}  // namespace clearing::bench
