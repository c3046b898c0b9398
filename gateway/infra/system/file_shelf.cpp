#include "gateway/infra/system/file_shelf.hpp"

#include <cerrno>
#include <cstdint>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace clearing::system {
namespace {

/// Closes what it holds; unlinks the file it is told to unless it was finished.
class File {
public:
    File(const std::filesystem::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    explicit operator bool() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }

    bool read(std::span<std::byte> bytes) const {
        while (!bytes.empty()) {
            const ssize_t taken = ::read(descriptor_, bytes.data(), bytes.size());
            if (taken < 0 && errno == EINTR) continue;
            if (taken <= 0) return false;
            bytes = bytes.subspan(static_cast<std::size_t>(taken));
        }
        return true;
    }

    bool write(std::span<const std::byte> bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
        return ::fsync(descriptor_) == 0;
    }

private:
    int descriptor_;
};

constexpr std::size_t large_page = 2 * 1024 * 1024;

/// Memory that begins at a large page's bound. Null: there is none.
std::shared_ptr<std::byte> large_pages(std::size_t size) {
    const std::size_t whole = (size + large_page - 1) / large_page * large_page + large_page;
    void* begin = ::mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (begin == MAP_FAILED) return nullptr;
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    auto* aligned = reinterpret_cast<std::byte*>((address + large_page - 1) / large_page * large_page);
    ::madvise(aligned, whole - large_page, MADV_HUGEPAGE);  // advice: without it all is well, and slower
    return {aligned, [begin, whole](std::byte*) { ::munmap(begin, whole); }};
}

}  // namespace

std::optional<ports::CodeBookShelf::Block> FileShelf::find(const std::string& version) {
    if (folder_.empty()) return std::nullopt;
    const File file(file_of(version), O_RDONLY);
    struct stat status{};
    if (!file || ::fstat(file.descriptor(), &status) != 0 || status.st_size <= 0) return std::nullopt;
    const auto size = static_cast<std::size_t>(status.st_size);
    std::shared_ptr<std::byte> memory = large_pages(size);
    if (!memory || !file.read({memory.get(), size})) return std::nullopt;
    return Block{{memory.get(), size}, memory};
}

bool FileShelf::keep(const std::string& version, std::span<const std::byte> block) {
    if (folder_.empty()) return false;
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    const std::filesystem::path target = file_of(version);
    const std::filesystem::path beside = target.string() + "." + std::to_string(::getpid());
    {
        const File file(beside, O_WRONLY | O_CREAT | O_TRUNC);
        if (!file) return false;
        if (!file.write(block)) {
            std::filesystem::remove(beside, error);
            return false;
        }
    }
    std::filesystem::rename(beside, target, error);
    return !error;
}

}  // namespace clearing::system
