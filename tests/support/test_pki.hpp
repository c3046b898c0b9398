#pragma once

#include "gateway/infra/tls/credentials.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include <stdlib.h>

namespace clearing::test {

/// A fresh directory under /tmp, gone with the object.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string name = "/tmp/clearing-test-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
        path_ = name;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline void run_command(const std::string& command) {
    if (std::system((command + " >/dev/null 2>&1").c_str()) != 0) throw std::runtime_error("failed: " + command);
}

/// The certificates of certs/make.sh in a directory of their own (made once a process, then copied).
class TestPki {
public:
    TestPki() { std::filesystem::copy(made_once(), path(), std::filesystem::copy_options::recursive); }

    const std::filesystem::path& path() const { return directory_.path(); }

    tls::CredentialFiles files(const std::string& name) const {
        return {path() / (name + ".crt"), path() / (name + ".key"), path() / "ca.crt", path() / "ca.crl"};
    }

    std::shared_ptr<tls::Credentials> credentials(const std::string& name) const {
        auto loaded = tls::Credentials::load(files(name));
        if (!loaded) throw std::runtime_error(loaded.error());
        return *loaded;
    }

    void revoke(const std::string& name) const {
        run_command(std::string(CLEARING_SOURCE_DIR) + "/certs/revoke.sh " + name + " " + path().string());
    }

    void overwrite(const std::string& file, const std::string& text) const {
        std::ofstream(path() / file, std::ios::trunc) << text;
    }

private:
    static const std::filesystem::path& made_once() {
        static const TemporaryDirectory directory;
        static const bool made = [] {
            run_command(std::string(CLEARING_SOURCE_DIR) + "/certs/make.sh " + directory.path().string());
            return true;
        }();
        (void)made;
        return directory.path();
    }

    TemporaryDirectory directory_;
};

}  // namespace clearing::test
