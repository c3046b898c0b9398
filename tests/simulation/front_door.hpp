#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/desk.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/message_log.hpp"
#include "gateway/ports/partner_adjustments.hpp"
#include "gateway/ports/partner_days.hpp"
#include "tests/simulation/gateway_books.hpp"
#include "tests/simulation/wire.hpp"

namespace clearing::simulation {

/// What the adapters' servers do between a message and the desk: who asks, in which direction, until when.
class FrontDoor {
public:
    /// `messages`: the log of settlements.
    FrontDoor(ports::Desk& desk, ports::PartnerDays& days, ports::Clock& clock, ports::Digest& digest,
              ports::MessageLog& messages, GatewayBooks& books)
        : desk_(desk), days_(days), clock_(clock), digest_(digest), messages_(messages), books_(books) {}

    ports::PartnerAdjustments* adjustments = nullptr;  ///< null: they do not travel

    ports::awaitable<Answer> serve(Party from, QuestionPtr question);

private:
    Call call_of(Party from, const Question& question) const;
    ports::awaitable<Answer> open_visit(Call call, const Question& question);
    ports::awaitable<Answer> upload(Call call, const Question& question);
    ports::awaitable<Answer> withdraw(Call call, const Question& question);
    ports::awaitable<Answer> charges(Call call, const Question& question);
    ports::awaitable<Answer> settle(Call call, const Question& question);
    ports::awaitable<Answer> quote(Call call, const Question& question);
    ports::awaitable<Answer> cancel(Call call, const Question& question);
    ports::awaitable<Answer> cancel_by_key(Call call, const Question& question);
    ports::awaitable<Answer> reverse(Call call, const Question& question);
    ports::awaitable<Answer> reverse_now(Call call, const Question& question);
    ports::awaitable<Answer> query(Call call, const Question& question);
    ports::awaitable<Answer> view(Call call, const Question& question);
    ports::awaitable<Answer> close_day(const Question& question);
    ports::awaitable<Answer> day_rows(const Question& question);
    ports::awaitable<Answer> statement(const Question& question);
    ports::awaitable<Answer> adjust(Party from, const Question& question);
    ports::awaitable<Answer> take_adjustment(const Question& question);

    ports::Desk& desk_;
    ports::PartnerDays& days_;
    ports::Clock& clock_;
    ports::Digest& digest_;
    ports::MessageLog& messages_;
    GatewayBooks& books_;
};

}  // namespace clearing::simulation
