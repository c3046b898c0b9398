#include "gateway/api/api.hpp"

#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"

#include <utility>

#include <fmt/format.h>

namespace clearing::api {
namespace {

struct Found {
    const Route* route = nullptr;
    std::map<std::string, std::string> path;
    std::string allowed;  ///< methods of routes of this path, when none has the request's
};

Found find_route(const http::Request& request) {
    Found found;
    std::string_view path = request.path;
    if (!path.starts_with(base_path)) return found;
    path.remove_prefix(base_path.size());
    for (const Route& route : routes()) {
        auto parameters = match(route.path, path);
        if (!parameters) continue;
        if (route.method == request.method) return {&route, std::move(*parameters), {}};
        found.allowed += found.allowed.empty() ? route.method : fmt::format(", {}", route.method);
    }
    return found;
}

http::Response method_not_allowed(const std::string& allowed) {
    http::Response response =
        answer(Error{ErrorCode::not_found, fmt::format("this path only takes {}", allowed), {}, {}});
    response.status = 405;
    response.headers["allow"] = allowed;
    return response;
}

}  // namespace

Api::Api(World world, Callers callers) : world_(std::move(world)), callers_(std::move(callers)) {}

ports::awaitable<http::Response> Api::refuse_caller(std::string actor, std::string what, std::string note) {
    ports::AuditEvent entry{world_.clock.now(), "api_caller_refused", std::move(actor), what, std::move(note)};
    const Result<void> recorded = co_await world_.audit.record(std::move(entry));
    if (!recorded) co_return answer(recorded.error());
    co_return answer(Error{ErrorCode::forbidden, std::move(what), {}, {}});
}

ports::awaitable<http::Response> Api::refuse_stranger(std::string actor) {
    constexpr const char* what = "the configuration has no such user";
    http::Response response;
    if (strangers_.came("strangers", async::Work::ordinary, world_.clock.steady())) {
        ++unaudited_;
        response = answer(Error{ErrorCode::forbidden, what, {}, {}});
    } else {
        const std::size_t before = std::exchange(unaudited_, 0);
        std::string note = before > 0 ? fmt::format("{} before it are not on record", before) : std::string();
        response = co_await refuse_caller(std::move(actor), what, std::move(note));
        const bool is_on_record = response.status == status_of(ErrorCode::forbidden);
        if (!is_on_record) unaudited_ += before + 1;
    }
    response.close = true;
    co_return response;
}

ports::awaitable<http::Response> Api::handle(http::Request request) {
    const User* user = callers_.who(request);
    if (!user) {
        std::string actor = described_caller(request);
        co_return co_await refuse_stranger(std::move(actor));
    }
    Found found = find_route(request);
    if (!found.route && !found.allowed.empty()) co_return method_not_allowed(found.allowed);
    if (!found.route) co_return answer(Error{ErrorCode::not_found, "there is nothing at this path", {}, {}});
    const Route& route = *found.route;
    if (route.role && !user->has(*route.role)) {
        std::string what = fmt::format("{} {} needs the role {}", route.method, route.path, name_of(*route.role));
        co_return co_await refuse_caller(user->name, std::move(what));
    }
    const Result<void> query = check_query(route, request);
    if (!query) co_return answer(query.error());
    Ask ask{std::move(request), user->name, std::move(found.path)};
    co_return co_await route.handler(world_, std::move(ask));
}

}  // namespace clearing::api
