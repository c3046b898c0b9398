#include "gateway/infra/system/mapped_shelf.hpp"

#include <cerrno>
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

}  // namespace

std::optional<ports::CodeBookShelf::Block> MappedShelf::find(const std::string& version) {
    if (folder_.empty()) return std::nullopt;
    const File file(file_of(version), O_RDONLY);
    struct stat status{};
    if (!file || ::fstat(file.descriptor(), &status) != 0 || status.st_size <= 0) return std::nullopt;
    const auto size = static_cast<std::size_t>(status.st_size);
    // Populated at once: it is read through by its checksum anyway, and no request waits for the disk later.
    void* begin = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file.descriptor(), 0);
    if (begin == MAP_FAILED) return std::nullopt;
    std::shared_ptr<const void> owner(begin, [size](const void* at) { ::munmap(const_cast<void*>(at), size); });
    return Block{{static_cast<const std::byte*>(begin), size}, std::move(owner)};
}

bool MappedShelf::keep(const std::string& version, std::span<const std::byte> block) {
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
