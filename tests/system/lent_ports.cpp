#include "tests/system/lent_ports.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

namespace clearing::test {
namespace {

/// Above the demo's ports, below the benchmark's and below 32768, where the kernel's own begin.
constexpr unsigned first_port = 10'000;
constexpr unsigned blocks = 600;
constexpr unsigned block_size = 16;
static_assert(lent_at_once <= block_size);

/// A lock on a block of ports, seen by every test of this user. Left open on purpose: it ends with the process.
bool is_ours(unsigned block) {
    const std::filesystem::path directory =
        std::filesystem::temp_directory_path() / ("clearing-test-ports-" + std::to_string(::getuid()));
    std::filesystem::create_directories(directory);
    const std::filesystem::path lock = directory / std::to_string(block);
    const int file = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error("cannot open " + lock.string());
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) return true;
    ::close(file);
    return false;
}

bool is_free(unsigned short port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const bool bound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return bound;
}

}  // namespace

std::array<unsigned short, lent_at_once> lend_ports() {
    // Each process begins elsewhere, so that a port that has just served is left alone for a while.
    const unsigned start = static_cast<unsigned>(::getpid()) % blocks;
    for (unsigned tried = 0; tried < blocks; ++tried) {
        const unsigned block = (start + tried) % blocks;
        if (!is_ours(block)) continue;
        std::array<unsigned short, lent_at_once> ports{};
        bool all_free = true;
        for (std::size_t i = 0; i < ports.size(); ++i) {
            ports[i] = static_cast<unsigned short>(first_port + block * block_size + i);
            all_free = all_free && is_free(ports[i]);
        }
        if (all_free) return ports;
    }
    throw std::runtime_error("no free ports");
}

}  // namespace clearing::test
