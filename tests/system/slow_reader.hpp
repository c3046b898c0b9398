#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace clearing::test {

/// A TLS client with a small window that sends and does not read: a real socket, no event loop.
class SlowReader {
public:
    /// Throws when the server does not take the connection.
    SlowReader(unsigned short port, const std::filesystem::path& certificate, const std::filesystem::path& key);
    ~SlowReader();

    /// As much as goes out within the limit, without reading an answer. Answers how many bytes.
    std::size_t say(const std::string& bytes, std::chrono::milliseconds limit);
    /// Waits for the server to cut the connection, without reading.
    bool is_cut_within(std::chrono::milliseconds limit);

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace clearing::test
