#include "tests/bench/load/process_use.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

namespace clearing::bench {
namespace {

const double microseconds_per_tick = 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));

struct Stat {
    int parent = 0;
    double own = 0, of_ended_children = 0;  ///< microseconds
};

/// /proc/PID/stat; the name in parentheses may hold spaces, so reading begins behind the last one.
bool read_stat(int pid, Stat& stat) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (!std::getline(file, line)) return false;
    std::istringstream rest(line.substr(line.rfind(')') + 1));
    std::string state, ignored;
    rest >> state >> stat.parent;
    for (int field = 5; field <= 13; ++field)
        rest >> ignored;
    double user = 0, system = 0, children_user = 0, children_system = 0;
    rest >> user >> system >> children_user >> children_system;
    stat.own = (user + system) * microseconds_per_tick;
    stat.of_ended_children = (children_user + children_system) * microseconds_per_tick;
    return true;
}

double postgresql_time(int postmaster) {
    Stat own;
    if (!read_stat(postmaster, own)) return 0;
    double sum = own.own + own.of_ended_children;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        Stat stat;
        if (read_stat(std::stoi(name), stat) && stat.parent == postmaster) sum += stat.own;
    }
    return sum;
}

double time_of(const std::vector<int>& pids) {
    double sum = 0;
    for (const int pid : pids) {
        Stat stat;
        if (read_stat(pid, stat)) sum += stat.own + stat.of_ended_children;
    }
    return sum;
}

/// The first line of /proc/stat: user nice system idle iowait irq softirq steal.
void add_machine(CpuTimes& times) {
    std::ifstream file("/proc/stat");
    std::string word;
    file >> word;
    double ticks[8] = {}, all = 0;
    for (double& tick : ticks) {
        file >> tick;
        all += tick;
    }
    times["available"] = all * microseconds_per_tick;
    times["busy"] = (all - ticks[3] - ticks[4]) * microseconds_per_tick;
}

}  // namespace

CpuTimes cpu_times(const ProcessGroups& groups) {
    CpuTimes times;
    times["postgresql"] = postgresql_time(groups.postmaster);
    times["gateway"] = time_of(groups.gateway);
    times["peers"] = time_of(groups.peers);
    times["load"] = time_of({::getpid()});
    add_machine(times);
    return times;
}

CpuTimes operator-(const CpuTimes& later, const CpuTimes& earlier) {
    CpuTimes difference = later;
    for (auto& [name, time] : difference)
        if (const auto before = earlier.find(name); before != earlier.end()) time -= before->second;
    return difference;
}

std::size_t resident_kib(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/status");
    std::string line;
    while (std::getline(file, line))
        if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
    return 0;
}

}  // namespace clearing::bench
