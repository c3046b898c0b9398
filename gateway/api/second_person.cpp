#include "gateway/api/second_person.hpp"

#include "gateway/api/answers.hpp"

#include <fmt/format.h>

namespace clearing::api {

ports::awaitable<http::Response> answer_refused_step(World& world, const Ask& ask, Error error) {
    if (error.code == ErrorCode::forbidden) {
        std::string refused = fmt::format("{} {}: {}", ask.request.method, ask.request.path, error.detail);
        ports::AuditEvent entry{world.clock.now(), "api_caller_refused", ask.actor, std::move(refused), ""};
        const Result<void> recorded = co_await world.audit.record(std::move(entry));
        if (!recorded) co_return answer(recorded.error());
    }
    co_return answer(error);
}

}  // namespace clearing::api
