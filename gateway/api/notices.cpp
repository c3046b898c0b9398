#include "gateway/api/answers.hpp"
#include "gateway/api/money.hpp"
#include "gateway/api/money_json.hpp"
#include "gateway/api/order.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/api/second_person.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

Date today(const World& world) {
    return local_date(world.clock.now());
}

http::Response answer_notice(const World& world, const Result<Notice>& notice) {
    if (!notice) return answer(notice.error());
    return answer(to_json(*notice, today(world), world.naming));
}

awaitable<http::Response> sign(World& world, Ask ask, NoticeStep step) {
    const Result<Notice> notice = co_await world.money.service.sign(ask.path.at("id"), step, ask.actor);
    if (!notice) co_return co_await answer_refused_step(world, ask, notice.error());
    co_return answer_notice(world, notice);
}

}  // namespace

awaitable<http::Response> list_notices(World& world, Ask ask) {
    const Result<std::vector<Notice>> notices = co_await world.money.world.book.notices(pair_filter_of(ask));
    if (!notices) co_return answer(notices.error());
    json::Array list;
    for (const Notice& notice : *notices)
        list.push_back(to_json(notice, today(world), world.naming));
    co_return answer(json::Value(json::Object{{"notices", std::move(list)}}));
}

awaitable<http::Response> get_notice(World& world, Ask ask) {
    const Result<std::optional<Notice>> notice = co_await world.money.world.book.notice(ask.path.at("id"));
    if (!notice) co_return answer(notice.error());
    if (!*notice) co_return answer(Error{ErrorCode::not_found, "there is no such notice", {"id"}, {}});
    co_return answer(to_json(**notice, today(world), world.naming));
}

awaitable<http::Response> make_notice(World& world, Ask ask) {
    Result<Order> order = Order::read(ask.request.body, {"platform", "counterparty", "direction", "last"});
    if (!order) co_return answer(order.error());
    PairKey pair{PlatformName(order->text("platform")), DivisionCode(order->text("counterparty")),
                 order->direction("direction")};
    std::optional<ClearingDay> last;
    if (order->has("last")) last = ClearingDay{order->day("last")};
    if (auto sound = order->sound(); !sound) co_return answer(sound.error());
    const Result<Notice> made = co_await world.money.service.make(std::move(pair), last, std::move(ask.actor));
    co_return answer_notice(world, made);
}

awaitable<http::Response> take_over_notice(World& world, Ask ask) {
    co_return co_await sign(world, std::move(ask), NoticeStep::take_over);
}

awaitable<http::Response> check_notice(World& world, Ask ask) {
    co_return co_await sign(world, std::move(ask), NoticeStep::check);
}

awaitable<http::Response> release_notice(World& world, Ask ask) {
    co_return co_await sign(world, std::move(ask), NoticeStep::release);
}

awaitable<http::Response> hand_over_notice(World& world, Ask ask) {
    co_return co_await sign(world, std::move(ask), NoticeStep::hand_over);
}

awaitable<http::Response> offset_notice(World& world, Ask ask) {
    const Result<Notice> notice = co_await world.money.service.offset(ask.path.at("id"), std::move(ask.actor));
    co_return answer_notice(world, notice);
}

awaitable<http::Response> net_notices(World& world, Ask ask) {
    Result<Order> order =
        Order::read(ask.request.body, {"receivable", "payable", "bank", "serial", "date", "amount", "direction"});
    if (!order) co_return answer(order.error());
    std::string receivable = order->text("receivable"), payable = order->text("payable");
    std::optional<BankEntry> moved;
    // All of an entry or nothing: half of one must not be lost without a word.
    if (order->has("bank") || order->has("serial") || order->has("date") || order->has("amount"))
        moved = BankEntry{order->text("bank"),
                          order->text("serial"),
                          order->day("date"),
                          order->amount("amount"),
                          {},
                          {},
                          order->direction("direction"),
                          {}};
    if (auto sound = order->sound(); !sound) co_return answer(sound.error());
    const Result<std::optional<Notice>> of = co_await world.money.world.book.notice(payable);
    if (!of) co_return answer(of.error());
    if (moved && *of) {
        moved->platform = (*of)->platform;
        moved->counterparty = (*of)->counterparty;
    }
    const Result<std::vector<Notice>> netted = co_await world.money.service.net(
        std::move(receivable), std::move(payable), std::move(moved), std::move(ask.actor));
    if (!netted) co_return answer(netted.error());
    json::Array list;
    for (const Notice& notice : *netted)
        list.push_back(to_json(notice, today(world), world.naming));
    co_return answer(json::Value(json::Object{{"notices", std::move(list)}}));
}

}  // namespace clearing::api
