#pragma once

#include "gateway/infra/log/log.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace clearing::tests {

/// The operators' log of one test.
class LogFile {
public:
    LogFile() {
        if (::mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no folder for the log");
        if (!log::start({.level = "info", .format = "json", .file = path()})) throw std::runtime_error("no log");
    }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;
    ~LogFile() {
        static_cast<void>(log::start({}));
        std::filesystem::remove_all(folder_);
    }

    /// That something of the kind was told, with this among its words.
    bool tells(const std::string& event, const std::string& words) const {
        log::flush();
        std::ifstream lines(path());
        for (std::string line; std::getline(lines, line);)
            if (line.contains('"' + event + '"') && line.contains(words)) return true;
        return false;
    }

private:
    std::filesystem::path path() const { return std::filesystem::path(folder_) / "gateway.log"; }

    std::string folder_ = "/tmp/wiring-log-XXXXXX";
};

}  // namespace clearing::tests
