#pragma once

#include "adapters/yangtze_delta/bill_codec.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/error_codec.hpp"
#include "adapters/yangtze_delta/reception.hpp"
#include "adapters/yangtze_delta/settlement_codec.hpp"
#include "adapters/yangtze_delta/split_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"
#include "fakes.hpp"
#include "tests/support/event_loop.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::test {

using namespace clearing::yangtze_delta;

using Names = std::vector<std::string>;

/// Ningbo's desk for partners, without sockets.
struct Room {
    EventLoop loop;
    FakeDesk desk{loop.executor()};
    FakePartnerDays days;
    FakeMessageLog log;
    FakeAudit audit;
    FixedClock clock;
    OpensslDigest digest;
    CountingLetters letters;
    Partner shanghai{DivisionCode("310000"), PeerName("shanghai"), PlatformName("delta")};
    FakePartnerAdjustments adjustments;
    std::vector<std::string> reports;
    Reception reception{{DivisionCode("330200")},
                        {.desk = desk,
                         .days = days,
                         .messages = log,
                         .audit = audit,
                         .clock = clock,
                         .digest = digest,
                         .randomness = letters,
                         .adjustments = &adjustments,
                         .report = [this](std::string trouble) { reports.push_back(std::move(trouble)); }}};

    wire::Envelope ask(const wire::Envelope& request) {
        auto copy = std::make_unique<wire::Envelope>(request);
        const auto answer = loop.run(reception.answer(shanghai, serialized(request), std::move(copy)));
        return *answer;
    }

    Error refusal(const wire::Envelope& request) {
        const wire::Envelope answer = ask(request);
        BOOST_REQUIRE_MESSAGE(answer.has_error(), "an answer where an error was expected");
        BOOST_TEST(answer.correlation_id() == request.correlation_id());
        return read(answer.error());
    }
};

inline wire::Envelope envelope(const std::string& message_id) {
    wire::Envelope request;
    Heading heading;
    heading.correlation = 5;
    heading.sender = DivisionCode("310000");
    heading.receiver = DivisionCode("330200");
    heading.message = MessageId(message_id);
    heading.time_left = std::chrono::seconds(5);
    write(heading, request);
    return request;
}

inline wire::Envelope settle(const std::string& message_id, const Claim& claim = sample_claim()) {
    wire::Envelope request = envelope(message_id);
    request.set_clearing_day("2018-10-16");
    wire::SettleRequest& body = *request.mutable_settle_request();
    body.set_settlement_id("310000SETTLEMENT");
    body.set_quote_id("Q0001");
    write(claim, sample_parties(), *body.mutable_bill());
    return request;
}

inline wire::Envelope cancel(const std::string& message_id) {
    wire::Envelope request = envelope(message_id);
    request.set_clearing_day("2018-10-17");
    wire::CancelRequest& body = *request.mutable_cancel_request();
    body.set_settlement_id("310000CANCEL");
    body.set_treatment_division("310101");
    body.set_original_settlement_id("310000SETTLEMENT");
    write(sample_split().negated(), *body.mutable_split());
    return request;
}

inline wire::Envelope proposed_statement(const std::string& message_id) {
    wire::Envelope request = envelope(message_id);
    wire::StatementRequest& body = *request.mutable_statement_request();
    body.set_statement_id("X");
    body.set_treatment_division("310000");
    body.set_insured_division("330200");
    body.set_day("2018-10-16");
    body.set_formula("all");
    return request;
}

template <class Body>
void name(Body& body, const char* settlement) {
    body.set_treatment_division("310101");
    body.set_settlement_id(settlement);
}

}  // namespace clearing::test
