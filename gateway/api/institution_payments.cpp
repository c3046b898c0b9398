#include "gateway/api/answers.hpp"
#include "gateway/api/money.hpp"
#include "gateway/api/money_json.hpp"
#include "gateway/api/order.hpp"
#include "gateway/api/second_person.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

http::Response answer_payment(const World& world, const Result<InstitutionPayment>& payment) {
    if (!payment) return answer(payment.error());
    return answer(to_json(*payment, world.naming));
}

Result<InstitutionPayment> payment_of(const std::string& body) {
    Result<Order> order =
        Order::read(body, {"institution", "platform", "counterparty", "bank", "serial", "date", "amount"});
    if (!order) return fail(order.error());
    InstitutionPayment payment;
    payment.institution = InstitutionCode(order->text("institution"));
    payment.platform = PlatformName(order->text("platform"));
    payment.counterparty = DivisionCode(order->text("counterparty"));
    payment.bank = order->text("bank");
    payment.serial = order->text("serial");
    payment.date = order->day("date");
    payment.amount = order->amount("amount");
    if (auto sound = order->sound(); !sound) return fail(sound.error());
    return payment;
}

awaitable<http::Response> answer_second_person(World& world, Ask ask, Result<InstitutionPayment> confirmed) {
    if (!confirmed) co_return co_await answer_refused_step(world, ask, confirmed.error());
    co_return answer_payment(world, confirmed);
}

}  // namespace

awaitable<http::Response> list_institution_payments(World& world, Ask) {
    const auto payments = co_await world.money.to_institutions.book().payments();
    if (!payments) co_return answer(payments.error());
    json::Array list;
    for (const InstitutionPayment& payment : *payments)
        list.push_back(to_json(payment, world.naming));
    co_return answer(json::Value(json::Object{{"payments", std::move(list)}}));
}

awaitable<http::Response> enter_institution_payment(World& world, Ask ask) {
    Result<InstitutionPayment> payment = payment_of(ask.request.body);
    if (!payment) co_return answer(payment.error());
    const Result<InstitutionPayment> entered =
        co_await world.money.to_institutions.enter(std::move(*payment), std::move(ask.actor));
    co_return answer_payment(world, entered);
}

awaitable<http::Response> confirm_institution_payment(World& world, Ask ask) {
    auto confirmed = co_await world.money.to_institutions.confirm(ask.path.at("id"), ask.actor);
    co_return co_await answer_second_person(world, std::move(ask), std::move(confirmed));
}

awaitable<http::Response> withdraw_institution_payment(World& world, Ask ask) {
    const auto withdrawn = co_await world.money.to_institutions.withdraw(ask.path.at("id"), std::move(ask.actor));
    co_return answer_payment(world, withdrawn);
}

awaitable<http::Response> enter_institution_payment_return(World& world, Ask ask) {
    Result<Order> order = Order::read(ask.request.body, {"date", "reason"});
    if (!order) co_return answer(order.error());
    PaymentReturn back{order->day("date"), order->text("reason")};
    if (auto sound = order->sound(); !sound) co_return answer(sound.error());
    const auto entered =
        co_await world.money.to_institutions.enter_return(ask.path.at("id"), std::move(back), std::move(ask.actor));
    co_return answer_payment(world, entered);
}

awaitable<http::Response> withdraw_institution_payment_return(World& world, Ask ask) {
    const auto withdrawn =
        co_await world.money.to_institutions.withdraw_return(ask.path.at("id"), std::move(ask.actor));
    co_return answer_payment(world, withdrawn);
}

awaitable<http::Response> confirm_institution_payment_return(World& world, Ask ask) {
    auto confirmed = co_await world.money.to_institutions.confirm_return(ask.path.at("id"), ask.actor);
    co_return co_await answer_second_person(world, std::move(ask), std::move(confirmed));
}

awaitable<http::Response> owed_to_institution(World& world, Ask ask) {
    InstitutionCode institution(ask.path.at("institution"));
    PlatformName platform(ask.path.at("platform"));
    DivisionCode counterparty(ask.path.at("counterparty"));
    const auto owed = co_await world.money.to_institutions.book().owed(institution, platform, counterparty);
    if (!owed) co_return answer(owed.error());
    co_return answer(json::Value(json::Object{{"institution", institution.text},
                                              {"platform", platform.text},
                                              {"counterparty", counterparty.text},
                                              {"owed", sum_of(*owed).to_yuan()},
                                              {"owed_cells", to_json(*owed)}}));
}

}  // namespace clearing::api
