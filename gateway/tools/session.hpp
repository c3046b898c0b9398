#pragma once

#include "gateway/infra/json/value.hpp"
#include "gateway/tools/connection.hpp"

#include <map>
#include <optional>
#include <ostream>
#include <string>

namespace clearing::tools {

/// What a command's exit status says.
enum class Exit : int { ok = 0, failed = 1, usage = 2, unreachable = 3 };

using Query = std::map<std::string, std::string>;

/// One run of gatewayctl: where the daemon is, how to print, how it ended.
class Session {
public:
    Session(std::ostream& out, std::ostream& err, Connect connect);

    Target target;
    bool as_json = false;

    /// Each answers nothing after it has said why and set the exit status.
    std::optional<http::Response> fetch(std::string method, const std::string& path, Query query = {},
                                        std::string body = {});
    std::optional<json::Value> get(const std::string& path, Query query = {});
    std::optional<json::Value> post(const std::string& path, std::string body = {});

    void print(std::string_view text);
    void print_json(const json::Value& value);
    void complain(std::string_view sentence, Exit status = Exit::failed);
    void set_exit(Exit status) { exit_ = status; }
    Exit exit_status() const { return exit_; }

private:
    void say_refusal(const http::Response& response);

    std::ostream& out_;
    std::ostream& err_;
    Connect connect_;
    Exit exit_ = Exit::ok;
};

/// A path segment for a URL: everything but letters, digits and -._~ escaped.
std::string path_segment(std::string_view text);

}  // namespace clearing::tools
