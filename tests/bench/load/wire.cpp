#include "tests/bench/load/wire.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace clearing::bench {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::milliseconds answer_limit{30'000};

/// The number behind "content-length:", in any case.
std::size_t content_length(std::string_view head) {
    static constexpr std::string_view name = "content-length:";
    const auto same = [](char left, char right) { return std::tolower(static_cast<unsigned char>(left)) == right; };
    const auto found = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
    if (found == head.end()) return 0;
    std::string_view digits = head.substr(static_cast<std::size_t>(found - head.begin()) + name.size());
    digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
    std::size_t length = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), length);
    return length;
}

}  // namespace

std::string_view member(std::string_view json, std::string_view name) {
    for (std::size_t at = 0; (at = json.find(name, at)) != std::string_view::npos; at += name.size()) {
        const std::size_t end = at + name.size();
        if (at == 0 || json[at - 1] != '"' || !json.substr(end).starts_with("\":")) continue;
        std::string_view value = json.substr(end + 2);
        value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
        if (value.starts_with('"')) return value.substr(1, value.find('"', 1) - 1);
        return value.substr(0, value.find_first_of(",}] "));
    }
    return {};
}

asio::awaitable<Answer> HttpConnections::post(std::string path, std::string body) {
    std::string request =
        "POST " + path + " HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json; charset=utf-8";
    request += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    request += body;
    auto exchanging = exchange(std::move(request));
    co_return co_await std::move(exchanging);
}

asio::awaitable<Answer> HttpConnections::get(std::string path) {
    std::string request = "GET " + path + " HTTP/1.1\r\nHost: peers\r\n\r\n";
    auto exchanging = exchange(std::move(request));
    co_return co_await std::move(exchanging);
}

asio::awaitable<Answer> HttpConnections::exchange(std::string request) {
    Answer answer;
    Connection connection;
    while (!free_.empty() && !connection) {
        connection = std::move(free_.back());
        free_.pop_back();
        if (!connection->is_quiet()) connection.reset();
    }
    if (!connection) {
        tls::Target target = target_;
        auto connecting = tls::connect(std::move(target), answer_limit);
        auto connected = co_await std::move(connecting);
        if (!connected) {
            answer.failure = connected.error();
            co_return answer;
        }
        connection = std::move(*connected);
    }
    connection->set_limit(answer_limit);
    answer.sent = true;
    auto writing = connection->write(request);
    const auto written = co_await std::move(writing);
    if (!written) {
        answer.failure = written.error().message();
        co_return answer;
    }
    auto reading = read_answer(connection, answer);
    const bool whole = co_await std::move(reading);
    if (whole) free_.push_back(std::move(connection));
    co_return answer;
}

asio::awaitable<bool> HttpConnections::read_answer(Connection connection, Answer& answer) {
    char piece[16384];
    std::string bytes;
    std::size_t head_end = std::string::npos, whole = 0;
    while (head_end == std::string::npos || bytes.size() < whole) {
        auto reading = connection->read_some(piece);
        const auto got = co_await std::move(reading);
        if (!got) {
            answer.failure = got.error().message();
            co_return false;
        }
        bytes.append(piece, *got);
        if (head_end != std::string::npos) continue;
        head_end = bytes.find("\r\n\r\n");
        if (head_end != std::string::npos)
            whole = head_end + 4 + content_length(std::string_view(bytes).substr(0, head_end));
    }
    if (bytes.size() > 12) std::from_chars(bytes.data() + 9, bytes.data() + 12, answer.status);
    bytes.erase(0, head_end + 4);
    answer.body = std::move(bytes);
    co_return true;
}

asio::awaitable<std::size_t> HttpConnections::open_idle(std::size_t wanted) {
    while (idle_.size() < wanted) {
        tls::Target target = target_;
        auto connecting = tls::connect(std::move(target), answer_limit);
        auto connected = co_await std::move(connecting);
        if (!connected) break;
        idle_.push_back(std::move(*connected));
    }
    co_return static_cast<std::size_t>(std::ranges::count_if(idle_, [](const auto& one) { return one->is_quiet(); }));
}

asio::awaitable<void> HttpConnections::close_idle() {
    for (const Connection& connection : idle_)
        connection->abort();
    idle_.clear();
    co_return;
}

}  // namespace clearing::bench
