#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace clearing::test {

/// Stands between libpq and the server's socket and cuts the line once, at a COMMIT: what the store then does about a
/// commit in doubt is what the tests look at.
class CuttingProxy {
public:
    explicit CuttingProxy(std::string url);
    ~CuttingProxy();

    std::string url() const { return url_; }
    enum class Cut { none, before_the_server_sees_it, after_the_server_did_it };
    void cut_next_commit(Cut cut) { cut_ = cut; }

private:
    void accept_until_stopped();
    void carry(int client);

    std::string directory_, server_socket_, url_;
    int listener_ = -1;
    std::atomic<Cut> cut_ = Cut::none;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace clearing::test
