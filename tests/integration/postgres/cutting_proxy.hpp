#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace clearing::test {

/// Stands between libpq and the server's socket and cuts the line once, at a COMMIT or in the middle of a transaction:
/// what the store then does about a commit in doubt, or about a death between two statements, is what the tests look
/// at.
class CuttingProxy {
public:
    explicit CuttingProxy(std::string url);
    ~CuttingProxy();

    std::string url() const { return url_; }
    enum class Cut {
        none,
        before_the_server_sees_it,
        while_the_server_does_it,
        after_the_server_did_it,
        swallowed  ///< from there on nothing passes, and both ends believe that the line is open
    };
    void cut_next_commit(Cut cut) { cut_next("COMMIT", cut); }
    /// At the next message that holds the text, or at the one after so many others of the kind.
    void cut_next(const char* text, Cut cut, int after_others = 0);
    /// Lines are taken, and nothing ever comes back over them.
    void swallow_new_lines(bool swallows) { swallows_new_lines_ = swallows; }
    /// Whether the cut asked for last has been made.
    bool has_cut() const { return has_struck_; }
    /// Does `strike` before it lets the n-th statement pass (from 1; BEGIN and the like are none).
    void strike_at_statement(int statement, std::function<void()> strike);
    /// Whether what was asked for last has come about; it is asked for no longer.
    bool has_struck();
    /// The text of each statement that was prepared over it so far, by its name.
    std::map<std::string, std::string> prepared() const;

private:
    void accept_until_stopped();
    void carry(int client);
    void wait_for_the_end_of(int client) const;
    class ClientMessages;
    bool is_struck_by(const std::string& message);
    void keep_prepared(const std::string& message);
    bool pass_messages(ClientMessages& messages, int server, std::string& passing);

    std::string directory_, server_socket_, url_;
    int listener_ = -1;
    std::atomic<const char*> text_ = "COMMIT";
    std::atomic<Cut> cut_ = Cut::none;
    std::atomic<int> others_before_cut_ = 0;
    std::atomic<int> statements_until_strike_ = 0;  ///< 0: none asked for
    std::atomic<bool> has_struck_ = false;
    std::atomic<bool> swallows_new_lines_ = false;
    std::function<void()> strike_;
    mutable std::mutex mutex_;
    std::map<std::string, std::string> prepared_;  ///< under the mutex: each line has a thread
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace clearing::test
