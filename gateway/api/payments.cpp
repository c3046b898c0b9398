#include "gateway/api/answers.hpp"
#include "gateway/api/money.hpp"
#include "gateway/api/money_json.hpp"
#include "gateway/api/order.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/services/payments/bank_import.hpp"
#include "gateway/services/payments/year_end.hpp"

#include <algorithm>

namespace clearing::api {

using ports::awaitable;

namespace {

http::Response answer_payment(const World& world, const Result<BankPayment>& payment) {
    if (!payment) return answer(payment.error());
    return answer(to_json(*payment, world.naming));
}

Result<BankEntry> entry_of(const std::string& body) {
    Result<Order> order =
        Order::read(body, {"bank", "serial", "date", "amount", "platform", "counterparty", "direction", "notice"});
    if (!order) return fail(order.error());
    BankEntry entry{order->text("bank"),
                    order->text("serial"),
                    order->day("date"),
                    order->amount("amount"),
                    PlatformName(order->text("platform")),
                    DivisionCode(order->text("counterparty")),
                    order->direction("direction"),
                    order->optional("notice")};
    if (auto sound = order->sound(); !sound) return fail(sound.error());
    return entry;
}

/// One text of the body.
Result<std::string> word_of(const std::string& body, std::string_view name) {
    Result<Order> order = Order::read(body, {name});
    if (!order) return fail(order.error());
    std::string word = order->text(name);
    if (auto sound = order->sound(); !sound) return fail(sound.error());
    return word;
}

}  // namespace

awaitable<http::Response> list_payments(World& world, Ask) {
    const Result<std::vector<BankPayment>> payments = co_await world.money.world.book.payments();
    if (!payments) co_return answer(payments.error());
    json::Array list;
    for (const BankPayment& payment : *payments)
        list.push_back(to_json(payment, world.naming));
    co_return answer(json::Value(json::Object{{"payments", std::move(list)}}));
}

awaitable<http::Response> enter_payment(World& world, Ask ask) {
    Result<BankEntry> entry = entry_of(ask.request.body);
    if (!entry) co_return answer(entry.error());
    const Result<payments::Entered> entered =
        co_await world.money.service.enter(std::move(*entry), std::move(ask.actor));
    if (!entered) co_return answer(entered.error());
    co_return answer(to_json(entered->payment, world.naming));
}

awaitable<http::Response> import_payments(World& world, Ask ask) {
    const Result<payments::Imported> imported = co_await payments::import_bank_file(
        world.money.service, world.money.sheets, std::move(ask.request.body), std::move(ask.actor));
    if (!imported) co_return answer(imported.error());
    co_return answer(to_json(*imported));
}

awaitable<http::Response> match_payment(World& world, Ask ask) {
    Result<std::string> notice = word_of(ask.request.body, "notice");
    if (!notice) co_return answer(notice.error());
    const Result<BankPayment> payment =
        co_await world.money.service.match(ask.path.at("id"), std::move(*notice), std::move(ask.actor));
    co_return answer_payment(world, payment);
}

awaitable<http::Response> bounce_payment(World& world, Ask ask) {
    Result<std::string> reason = word_of(ask.request.body, "reason");
    if (!reason) co_return answer(reason.error());
    const Result<BankPayment> payment =
        co_await world.money.service.bounce(ask.path.at("id"), std::move(*reason), std::move(ask.actor));
    co_return answer_payment(world, payment);
}

awaitable<http::Response> prove_ledger(World& world, Ask ask) {
    const Result<std::optional<ClearingDay>> day = day_of(ask);
    if (!day) co_return answer(day.error());
    const ClearingDay proven = day->value_or(ClearingDay{local_date(world.clock.now())});
    const Result<std::vector<ports::BrokenLaw>> broken = co_await world.money.proof.prove(proven);
    if (!broken) co_return answer(broken.error());
    json::Array list;
    for (const ports::BrokenLaw& law : *broken)
        list.push_back(to_json(law));
    co_return answer(
        json::Value(json::Object{{"day", proven.to_text()}, {"sound", broken->empty()}, {"broken", std::move(list)}}));
}

awaitable<http::Response> check_year(World& world, Ask ask) {
    const Result<long long> year = number_in_path(ask, "year");
    if (!year) co_return answer(year.error());
    const int wanted = static_cast<int>(std::min<long long>(*year, 9999));
    const Result<payments::YearEnd> checked = co_await payments::check_year(world.money.world, wanted);
    if (!checked) co_return answer(checked.error());
    co_return answer(to_json(*checked));
}

}  // namespace clearing::api
