#pragma once

// Inside the client only: what every question about a day has in common.

#include "adapters/yangtze_delta/day_codec.hpp"
#include "adapters/yangtze_delta/exchange.hpp"

#include <string>
#include <utility>

namespace clearing::yangtze_delta {

/// Both regions speak as a whole here: the day belongs to the pair.
inline DayPair pair_of(const ClientSettings& settings) {
    return {settings.own_region, settings.partner.region};
}

/// `answer_case`: the body that answers it.
inline Question question_about(const Exchange& exchange, ClearingDay day, std::string infno, int answer_case) {
    Question question;
    question.message = exchange.new_message_id();
    question.infno = std::move(infno);
    question.deadline = exchange.day_deadline();
    question.day = day;
    question.answer_case = answer_case;
    return question;
}

}  // namespace clearing::yangtze_delta
