#include "tests/faults/small_disk.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

namespace clearing::test {
namespace {

constexpr const char* ballast = "ballast";

}  // namespace

SmallDisk::SmallDisk(int megabytes) {
    const std::string options = "size=" + std::to_string(megabytes) + "m,mode=711";
    if (::mount("none", directory_.path().c_str(), "tmpfs", 0, options.c_str()) != 0) why_not_ = std::strerror(errno);
    std::filesystem::permissions(path(), std::filesystem::perms::others_exec, std::filesystem::perm_options::add);
}

SmallDisk::~SmallDisk() {
    if (is_small()) ::umount2(path().c_str(), MNT_DETACH);
}

void SmallDisk::fill() const {
    if (!is_small()) throw std::logic_error("an ordinary directory is not filled");
    const int file = ::open((path() / ballast).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::string block(65'536, 'x');
    for (std::size_t size = block.size(); size > 0;)
        if (::write(file, block.data(), size) < static_cast<ssize_t>(size)) size /= 2;
    ::close(file);
}

void SmallDisk::free_again() const {
    std::filesystem::remove(path() / ballast);
}

}  // namespace clearing::test
