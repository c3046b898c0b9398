#pragma once

#include "gateway/infra/json/value.hpp"
#include "gateway/tools/connection.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <string>

namespace clearing::tools {

/// What a command's exit status says.
enum class Exit : int { ok = 0, failed = 1, usage = 2, unreachable = 3 };

inline constexpr std::string_view usual_exit_status =
    "Exit status: 0 done, 1 refused or failed, 2 wrong usage, 3 the daemon cannot be reached.";

using Query = std::map<std::string, std::string>;

/// A body and what it is.
struct Content {
    std::string text;
    std::string type = "application/json";
};

/// How long work is watched.
struct Watching {
    using Clock = std::chrono::steady_clock;

    bool terminal = false;  ///< standard error is one: a line is rewritten
    std::function<void(std::chrono::milliseconds)> pause;
    std::function<Clock::time_point()> now = Clock::now;
};
/// With the machine's time, and its standard error if that is what errors go to.
Watching watching(const std::ostream& err);

/// One run of gatewayctl: where the daemon is, how to print, how it ended.
class Session {
public:
    Session(std::ostream& out, std::ostream& err, Connect connect, Watching watching);

    Target target;
    bool as_json = false;
    bool quiet = false;  ///< no progress

    /// Each answers nothing after it has said why and set the exit status.
    std::optional<http::Response> fetch(std::string method, const std::string& path, Query query = {},
                                        Content body = {});
    std::optional<json::Value> get(const std::string& path, Query query = {});
    std::optional<json::Value> post(const std::string& path, std::string body = {});
    /// Orders long work and waits for its result, telling how far it is.
    std::optional<json::Value> finish(const std::string& path, Query query = {}, Content body = {});

    void print(std::string_view text);
    void print_json(const json::Value& value);
    void complain(std::string_view sentence, Exit status = Exit::failed);
    /// An error as the daemon writes it: its sentence and everything it names, for programs as it is.
    void refuse(const json::Value& error);
    const Watching& watching() const { return watching_; }
    std::ostream& err() { return err_; }
    void set_exit(Exit status) { exit_ = status; }
    Exit exit_status() const { return exit_; }

private:
    void say_refusal(const http::Response& response);
    std::optional<json::Value> read(const std::optional<http::Response>& response);

    std::ostream& out_;
    std::ostream& err_;
    Connect connect_;
    Watching watching_;
    Exit exit_ = Exit::ok;
};

/// A path segment for a URL: everything but letters, digits and -._~ escaped.
std::string path_segment(std::string_view text);

}  // namespace clearing::tools
