#include "gateway/api/record.hpp"

namespace clearing::api {

ports::awaitable<Result<void>> write_down(World& world, std::string event, std::string actor, std::string subject,
                                          std::string detail) {
    ports::AuditEvent entry{world.clock.now(), std::move(event), std::move(actor), std::move(subject),
                            std::move(detail)};
    co_return co_await world.audit.record(std::move(entry));
}

}  // namespace clearing::api
