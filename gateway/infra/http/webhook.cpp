#include "gateway/infra/http/webhook.hpp"

#include "gateway/infra/json/value.hpp"

#include <fmt/format.h>

namespace clearing::http {
namespace {

std::string body_of(const ports::AlarmDelivery& delivery) {
    return json::write(json::Value(json::Object{{"no", delivery.alarm_no},
                                                {"kind", delivery.alarm.kind},
                                                {"subject", delivery.alarm.subject},
                                                {"text", delivery.alarm.text},
                                                {"raised_at", to_local_time(delivery.alarm.at)},
                                                {"repetition", delivery.deliveries}}));
}

}  // namespace

ports::awaitable<Result<void>> Webhook::receive(ports::AlarmDelivery delivery) {
    Request request;
    request.method = "POST";
    request.path = path_;
    request.headers["content-type"] = "application/json; charset=utf-8";
    request.body = body_of(delivery);
    auto answer = co_await client_->call(std::move(request), limit_);
    if (!answer) co_return fail(ErrorCode::peer_unreachable, answer.error().reason);
    if (answer->status / 100 != 2) co_return fail(ErrorCode::peer_unavailable, fmt::format("HTTP {}", answer->status));
    co_return Result<void>{};
}

}  // namespace clearing::http
