// Preloaded into the gateway by clock_test: its wall clock is ahead of the machine's by the nanoseconds that stand in
// the file STEPPED_CLOCK names, and a store into that file steps it. The steady clock is left alone. Nothing here
// allocates: an allocator asks for the time before it is ready.

#include <cstdint>
#include <cstdlib>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

namespace {

constexpr std::int64_t second = 1'000'000'000;

const std::int64_t* ahead = nullptr;

[[gnu::constructor]] void open_the_file() {
    const char* path = std::getenv("STEPPED_CLOCK");
    const int file = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    void* mapped = ::mmap(nullptr, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    if (mapped != MAP_FAILED) ahead = static_cast<const std::int64_t*>(mapped);
}

timespec wall_time() {
    timespec now{};
    ::syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    const std::int64_t by = ahead == nullptr ? 0 : __atomic_load_n(ahead, __ATOMIC_RELAXED);
    const std::int64_t all = now.tv_sec * second + now.tv_nsec + by;
    return {all / second, all % second};
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)
        return static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
    *now = wall_time();
    return 0;
}

int gettimeofday(timeval* now, void*) noexcept {
    const timespec wall = wall_time();
    *now = {wall.tv_sec, wall.tv_nsec / 1'000};
    return 0;
}

time_t time(time_t* now) noexcept {
    const time_t seconds = wall_time().tv_sec;
    if (now != nullptr) *now = seconds;
    return seconds;
}
}
