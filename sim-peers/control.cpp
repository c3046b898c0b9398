#include "sim-peers/control.hpp"

#include "gateway/infra/tls/listener.hpp"
#include "sim-peers/world.hpp"

namespace clearing::peers {
namespace {

namespace asio = boost::asio;

/// "role=shanghai&name=stall" → the value of a key. Names and days need no percent-decoding.
std::string parameter(const std::string& query, const std::string& name) {
    for (std::size_t at = 0; at <= query.size();) {
        const auto end = std::min(query.find('&', at), query.size());
        const std::string pair = query.substr(at, end - at);
        if (pair.starts_with(name + "=")) return pair.substr(name.size() + 1);
        at = end + 1;
    }
    return {};
}

Json with(const char* key, Json value) {
    Json json = Json::object();
    json.set(key, std::move(value));
    return json;
}

}  // namespace

Control::Control(asio::any_io_executor executor, World& world) : executor_(std::move(executor)), world_(world) {}
Control::~Control() = default;

std::expected<void, std::string> Control::open(const std::string& socket_path) {
    auto serve = [this](std::shared_ptr<tls::Stream> stream) -> asio::awaitable<void> {
        HttpHandler handler = [this](HttpQuestion question) { return answer(std::move(question)); };
        return serve_http(std::move(stream), std::move(handler));
    };
    auto listener = tls::listen_unix(executor_, socket_path, {}, serve);
    if (!listener) return std::unexpected(listener.error());
    listener_ = std::move(*listener);
    return {};
}

void Control::close() {
    if (!listener_) return;
    listener_->stop_accepting();
    listener_->abort_all();
}

asio::awaitable<HttpReply> Control::answer(HttpQuestion question) {
    HttpReply reply;
    auto body = question.body.empty() ? std::expected<Json, std::string>(Json::object()) : Json::parse(question.body);
    std::expected<Json, std::string> result = std::unexpected(body ? std::string() : body.error());
    if (body) {
        auto handling = handle(std::move(question), std::move(*body));
        result = co_await std::move(handling);
    }
    if (!result) {
        reply.status = result.error() == "not found" ? 404 : 400;
        reply.body = with("error", result.error()).write();
    } else {
        reply.status = result->has("error") && !result->has("day") ? 409 : 200;
        reply.body = result->write();
    }
    co_return reply;
}

asio::awaitable<std::expected<Json, std::string>> Control::handle(HttpQuestion question, Json body) {
    const std::string what = question.method + " " + question.path;
    if (what == "GET /ready") co_return with("ready", true);
    if (what == "GET /work") co_return world_.work_stamps().take();
    if (what == "GET /clock") co_return with("now", world_.clock().now());
    if (what == "GET /faults") co_return with("faults", world_.faults().to_json());
    if (what == "GET /stories") {
        Json rows = Json::array();
        for (const auto& [name, story] : world_.stories()) {
            Json row = Json::object();
            row.set("name", name).set("title", story.text("title"));
            rows.push(std::move(row));
        }
        co_return with("stories", std::move(rows));
    }
    if (question.method == "GET" && question.path.starts_with("/books/")) {
        const std::string name = question.path.substr(7);
        const Book* book = world_.book(name);
        if (!book) co_return std::unexpected("not found");
        const bool with_list = parameter(question.query, "list") != "no";
        co_return to_json(*book, name, parameter(question.query, "day"), with_list);
    }
    if (what == "POST /faults") {
        if (const auto added = world_.faults().add(body); !added) co_return std::unexpected(added.error());
        world_.follow_faults();
        co_return with("faults", world_.faults().to_json());
    }
    if (what == "DELETE /faults") {
        world_.faults().remove(parameter(question.query, "role"), parameter(question.query, "name"));
        world_.follow_faults();
        co_return with("faults", world_.faults().to_json());
    }
    if (what == "POST /clock/advance") {
        if (const auto advanced = world_.clock().advance_to(body.text("to")); !advanced)
            co_return std::unexpected(advanced.error());
        world_.memory().keep_clock();
        co_return with("now", world_.clock().now());
    }
    if (what == "POST /play") {
        auto playing = world_.play(body.text("story"), body);
        co_return co_await std::move(playing);
    }
    if (what == "POST /load") {
        auto loading = world_.load(std::move(body));
        co_return co_await std::move(loading);
    }
    if (what == "POST /day/close") {
        auto closing = world_.close_day(body.text("role"), body.text("day"));
        co_return co_await std::move(closing);
    }
    if (what == "GET /adjustments") co_return world_.adjustments();
    if (what == "POST /adjust") {
        auto adjusting = world_.adjust(std::move(body));
        co_return co_await std::move(adjusting);
    }
    if (what == "POST /hospital/reconcile") {
        auto reconciling = world_.reconcile(std::move(body));
        co_return co_await std::move(reconciling);
    }
    if (what == "POST /send") {
        auto sending = world_.send(body.text("role"), body["envelope"]);
        co_return co_await std::move(sending);
    }
    co_return std::unexpected("not found");
}

}  // namespace clearing::peers
