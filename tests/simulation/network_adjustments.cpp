// An adjustment on its way to the Delta partner, and how a day's statement tells them.
#include "tests/simulation/network_sides.hpp"
#include "tests/simulation/translate.hpp"

#include <fmt/format.h>

namespace clearing::simulation {

using ports::awaitable;

namespace {

constexpr auto adjustment_answer_time = std::chrono::seconds(20);

}  // namespace

awaitable<Result<ClearingDay>> NetworkDays::adjust(AdjustmentOffer offer) {
    Question question;
    question.ask = Ask::adjust;
    // As the client does: one id until it is refused for good.
    question.message = fmt::format("{}/{}", voucher_id_of(offer.adjustment), offer.asked_anew);
    question.day = offer.day.day.to_text();
    question.treatment_division = offer.settlement_key.treatment_division.text;
    question.insured_division = offer.insured_division.text;
    question.adjustment = row_of(offer.adjustment, offer.settlement_key);
    const auto deadline = line_.clock().steady() + adjustment_answer_time;
    auto answer = co_await line_.ask(std::move(question), deadline, Line::Effect::some);
    if (!answer) co_return fail(answer.error());
    co_return ClearingDay::parse((*answer)->stands_on).value();
}

}  // namespace clearing::simulation
