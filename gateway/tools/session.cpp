#include "gateway/tools/session.hpp"

#include <fmt/format.h>

namespace clearing::tools {
namespace {

constexpr std::chrono::seconds reading{60};
constexpr std::chrono::seconds ordering{600};  ///< a close waits for the other side

std::string text_of(const json::Value& object, std::string_view key) {
    const json::Value* value = object.find(key);
    const std::string* text = value ? value->as_string() : nullptr;
    return text ? *text : std::string();
}

}  // namespace

Session::Session(std::ostream& out, std::ostream& err, Connect connect)
    : out_(out), err_(err), connect_(std::move(connect)) {}

std::optional<http::Response> Session::fetch(std::string method, const std::string& path, Query query,
                                             std::string body) {
    auto connection = connect_(target);
    if (!connection) {
        complain(connection.error(), Exit::unreachable);
        return std::nullopt;
    }
    http::Request request;
    const std::chrono::seconds limit = method == "GET" ? reading : ordering;
    request.method = std::move(method);
    request.path = "/api/v1" + path;
    request.query = std::move(query);
    if (!body.empty()) request.headers["content-type"] = "application/json";
    request.body = std::move(body);
    auto response = (*connection)->call(std::move(request), limit);
    if (!response) {
        complain(fmt::format("cannot reach the daemon: {}", response.error()), Exit::unreachable);
        return std::nullopt;
    }
    if (response->status == 200) return std::move(*response);
    say_refusal(*response);
    return std::nullopt;
}

void Session::say_refusal(const http::Response& response) {
    const auto body = json::parse(response.body);
    const json::Value* error = body ? body->find("error") : nullptr;
    if (!error) {
        complain(fmt::format("the daemon answered {}", response.status));
        return;
    }
    if (as_json) print_json(*body);
    const std::string detail = text_of(*error, "detail");
    complain(fmt::format("[{}] {} | {}{}{}", text_of(*error, "code"), text_of(*error, "zh"), text_of(*error, "en"),
                         detail.empty() ? "" : ": ", detail));
}

std::optional<json::Value> Session::get(const std::string& path, Query query) {
    const auto response = fetch("GET", path, std::move(query));
    if (!response) return std::nullopt;
    auto value = json::parse(response->body);
    if (value) return std::move(*value);
    complain(fmt::format("the daemon's answer is no JSON: {}", value.error().reason));
    return std::nullopt;
}

std::optional<json::Value> Session::post(const std::string& path, std::string body) {
    const auto response = fetch("POST", path, {}, std::move(body));
    if (!response) return std::nullopt;
    auto value = json::parse(response->body);
    if (value) return std::move(*value);
    complain(fmt::format("the daemon's answer is no JSON: {}", value.error().reason));
    return std::nullopt;
}

void Session::print(std::string_view text) {
    out_ << text;
    if (!text.empty() && text.back() != '\n') out_ << '\n';
}

void Session::print_json(const json::Value& value) {
    out_ << json::write(value) << '\n';
}

void Session::complain(std::string_view sentence, Exit status) {
    err_ << "gatewayctl: " << sentence << '\n';
    exit_ = status;
}

std::string path_segment(std::string_view text) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string result;
    for (const char c : text)
        result += plain.find(c) != std::string_view::npos ? std::string(1, c)
                                                          : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return result;
}

}  // namespace clearing::tools
