#include "gateway/tools/session.hpp"

#include "gateway/tools/progress_line.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

namespace clearing::tools {
namespace {

constexpr std::chrono::seconds reading{60};
constexpr std::chrono::seconds ordering{600};  ///< a close waits for the other side

std::string text_of(const json::Value& object, std::string_view key) {
    const json::Value* value = object.find(key);
    const std::string* text = value ? value->as_string() : nullptr;
    return text ? *text : std::string();
}

std::size_t number_of(const json::Value& object, std::string_view key) {
    const json::Value* value = object.find(key);
    const json::Number* number = value ? value->as_number() : nullptr;
    std::size_t result = 0;
    if (number) std::from_chars(number->text.data(), number->text.data() + number->text.size(), result);
    return result;
}

/// A dry run of a year is a long list.
constexpr json::Limits answer_limits{
    .max_bytes = 64 * 1024 * 1024, .max_depth = 16, .max_array = 1'000'000, .max_string = 16 * 1024 * 1024};

constexpr std::chrono::milliseconds first_pause{20}, longest_pause{500};

}  // namespace

Watching watching(const std::ostream& err) {
    const bool terminal = &err == &std::cerr && ::isatty(STDERR_FILENO) == 1;
    return {.terminal = terminal, .pause = [](std::chrono::milliseconds span) { std::this_thread::sleep_for(span); }};
}

Session::Session(std::ostream& out, std::ostream& err, Connect connect, Watching watching)
    : out_(out), err_(err), connect_(std::move(connect)), watching_(std::move(watching)) {}

std::optional<http::Response> Session::fetch(std::string method, const std::string& path, Query query, Content body) {
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
    if (!body.text.empty()) request.headers["content-type"] = std::move(body.type);
    request.body = std::move(body.text);
    auto response = (*connection)->call(std::move(request), limit);
    if (!response) {
        complain(fmt::format("cannot reach the daemon: {}", response.error()), Exit::unreachable);
        return std::nullopt;
    }
    if (response->status == 200 || response->status == 202) return std::move(*response);
    say_refusal(*response);
    return std::nullopt;
}

void Session::say_refusal(const http::Response& response) {
    const auto body = json::parse(response.body, answer_limits);
    const json::Value* error = body ? body->find("error") : nullptr;
    if (error)
        refuse(*error);
    else
        complain(fmt::format("the daemon answered {}", response.status));
}

void Session::refuse(const json::Value& error) {
    if (as_json) print_json(json::Value(json::Object{{"error", error}}));
    const std::string detail = text_of(error, "detail");
    complain(fmt::format("[{}] {} | {}{}{}", text_of(error, "code"), text_of(error, "zh"), text_of(error, "en"),
                         detail.empty() ? "" : ": ", detail));
    const json::Value* fields = error.find("fields");
    if (as_json || !fields || !fields->as_array()) return;
    // Names of fields say little to people; rows of a sheet and codes of open visits are sentences.
    for (const json::Value& field : *fields->as_array())
        if (field.as_string() && field.as_string()->find(' ') != std::string::npos)
            err_ << "  " << *field.as_string() << '\n';
}

std::optional<json::Value> Session::read(const std::optional<http::Response>& response) {
    if (!response) return std::nullopt;
    auto value = json::parse(response->body, answer_limits);
    if (value) return std::move(*value);
    complain(fmt::format("the daemon's answer is no JSON: {}", value.error().reason));
    return std::nullopt;
}

std::optional<json::Value> Session::get(const std::string& path, Query query) {
    return read(fetch("GET", path, std::move(query)));
}

std::optional<json::Value> Session::post(const std::string& path, std::string body) {
    return read(fetch("POST", path, {}, {std::move(body)}));
}

std::optional<json::Value> Session::finish(const std::string& path, Query query, Content body) {
    std::optional<json::Value> job = read(fetch("POST", path, std::move(query), std::move(body)));
    if (!job) return std::nullopt;
    ProgressLine line(*this, text_of(*job, "what"));
    std::chrono::milliseconds span = first_pause;
    while (true) {
        const std::string state = text_of(*job, "state");
        if (state == "done" || state == "failed") break;
        line.show(number_of(*job, "done"), number_of(*job, "total"));
        watching_.pause(span);
        span = std::min(2 * span, longest_pause);
        const std::string id = text_of(*job, "id");
        job = get("/mapping/jobs/" + path_segment(id));
        if (!job) {
            err_ << "gatewayctl: the daemon may go on with job " << id << '\n';
            return std::nullopt;
        }
    }
    line.end();
    const json::Value* result = job->find("result");
    if (text_of(*job, "state") == "done" && result) return *result;
    refuse(job->find("error") ? *job->find("error") : json::Value());
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
