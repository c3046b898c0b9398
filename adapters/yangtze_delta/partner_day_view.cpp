#include "adapters/yangtze_delta/partner_day_view.hpp"

#include "adapters/yangtze_delta/day_question.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "adapters/yangtze_delta/narrowing_codec.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <utility>

namespace clearing::yangtze_delta {
namespace {

using wire::Envelope;

template <class Body>
void write_day(const ClientSettings& settings, const DayKey& key, Body& out) {
    const DayPair pair = pair_of(settings);
    out.set_treatment_division(pair.treatment_division.text);
    out.set_insured_division(pair.insured_division.text);
    out.set_day(key.day.to_text());
}

}  // namespace

awaitable<Result<std::vector<ports::GroupDigest>>> PartnerDayView::groups(DayKey key) {
    auto envelope = std::make_unique<Envelope>();
    write_day(exchange_.settings(), key, *envelope->mutable_day_groups_request());
    std::vector<ports::GroupDigest> groups;
    ReadAnswer take = [&groups](const Envelope& in) {
        Reading reading;
        groups = read(in.day_groups_answer(), reading);
        return reading.verdict();
    };
    Question question = question_about(exchange_, key.day, "day_groups", Envelope::kDayGroupsAnswer);
    const auto done = co_await exchange_.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    co_return groups;
}

awaitable<Result<std::vector<ports::RangeDigest>>> PartnerDayView::of(DayKey key, ports::LineGroup group,
                                                                      std::vector<ports::IdRange> ranges) {
    if (ranges.size() > most_ranges) co_return fail(ErrorCode::over_limit, "too many ranges in one question");
    auto envelope = std::make_unique<Envelope>();
    write_day(exchange_.settings(), key, *envelope->mutable_day_ranges_request());
    write(group, ranges, *envelope->mutable_day_ranges_request());
    std::vector<ports::RangeDigest> digests;
    ReadAnswer take = [&digests, &ranges](const Envelope& in) {
        Reading reading;
        digests = read(in.day_ranges_answer(), ranges, reading);
        return reading.verdict();
    };
    Question question = question_about(exchange_, key.day, "day_ranges", Envelope::kDayRangesAnswer);
    const auto done = co_await exchange_.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    co_return digests;
}

awaitable<Result<ports::LinesPage>> PartnerDayView::lines(DayKey key, ports::LinesAsked asked) {
    if (asked.ranges.size() > most_line_ranges)
        co_return fail(ErrorCode::over_limit, "too many ranges in one question");
    auto envelope = std::make_unique<Envelope>();
    write_day(exchange_.settings(), key, *envelope->mutable_day_lines_request());
    write(asked, *envelope->mutable_day_lines_request());
    ports::LinesPage page;
    ReadAnswer take = [&page, &asked](const Envelope& in) {
        Reading reading;
        page = read(in.day_lines_answer(), asked, reading);
        return reading.verdict();
    };
    Question question = question_about(exchange_, key.day, "day_lines", Envelope::kDayLinesAnswer);
    const auto done = co_await exchange_.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    co_return page;
}

awaitable<Result<std::vector<ports::LineState>>> PartnerDayView::states(DayKey key, std::vector<SettlementKey> keys) {
    if (keys.size() > most_keys) co_return fail(ErrorCode::over_limit, "too many keys in one question");
    auto envelope = std::make_unique<Envelope>();
    write_day(exchange_.settings(), key, *envelope->mutable_day_keys_request());
    write(keys, *envelope->mutable_day_keys_request());
    std::vector<ports::LineState> states;
    ReadAnswer take = [&states, &keys](const Envelope& in) {
        Reading reading;
        states = read(in.day_keys_answer(), keys, reading);
        return reading.verdict();
    };
    Question question = question_about(exchange_, key.day, "day_keys", Envelope::kDayKeysAnswer);
    const auto done = co_await exchange_.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    co_return states;
}

}  // namespace clearing::yangtze_delta
