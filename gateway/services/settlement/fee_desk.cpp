#include "gateway/services/settlement/fee_desk.hpp"

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/visit_desk.hpp"
#include "gateway/services/settlement/wording.hpp"
#include "gateway/services/translation/pricing.hpp"

#include <algorithm>
#include <set>

namespace clearing::settlement {
namespace {

Result<void> check_line_ids(const std::vector<FeeLine>& lines) {
    std::set<LineId> seen;
    Error twice{ErrorCode::duplicate_line, "an id stands twice in this message", {}, {}};
    for (const FeeLine& line : lines)
        if (!seen.insert(line.id).second) twice.fields.push_back("feedetl_sn " + line.id.text);
    if (!twice.fields.empty()) return fail(twice);
    return {};
}

/// A negative amount is a refund, and a refund names its original (interface/README).
Result<void> check_signs(const std::vector<FeeLine>& lines) {
    Error negative{ErrorCode::negative_amount, "a negative line names the line it refunds", {}, {}};
    for (const FeeLine& line : lines)
        if (line.amount.is_negative() && line.refund_of.empty())
            negative.fields.push_back("feedetl_sn " + line.id.text);
    if (!negative.fields.empty()) return fail(negative);
    // A charge that calls itself a refund would make room for refunds beyond the original.
    Error positive{ErrorCode::invalid_value, "a refund takes back: its amount is negative", {}, {}};
    for (const FeeLine& line : lines)
        if (!line.refund_of.empty() && !line.amount.is_negative())
            positive.fields.push_back("feedetl_sn " + line.id.text);
    if (!positive.fields.empty()) return fail(positive);
    return {};
}

bool same_charge(const FeeLine& left, const FeeLine& right) {
    return left.id == right.id && left.refund_of == right.refund_of && left.bill == right.bill &&
           left.occurred_at == right.occurred_at && left.count == right.count && left.unit_price == right.unit_price &&
           left.amount == right.amount;
}

/// Those that are not here as the settlement's own, or here as another charge.
std::vector<FeeLine> news_among(const std::vector<ports::StoredLine>& stored, SettlementNo of,
                                std::vector<FeeLine> told) {
    std::erase_if(told, [&](const FeeLine& line) {
        const auto kept = std::ranges::find(stored, line.id, [](const ports::StoredLine& s) { return s.line.id; });
        return kept != stored.end() && kept->settled_by == of && same_charge(kept->line, line);
    });
    return told;
}

/// The stored lines that `sent` became, in its order. Nothing: one of them is not there, or is another charge.
std::optional<std::vector<FeeLine>> found_among(const std::vector<ports::StoredLine>& stored,
                                                const std::vector<FeeLine>& sent) {
    std::vector<FeeLine> found;
    for (const FeeLine& line : sent) {
        const auto kept = std::ranges::find(stored, line.id, [](const ports::StoredLine& s) { return s.line.id; });
        if (kept == stored.end() || !same_charge(kept->line, line)) return std::nullopt;
        found.push_back(kept->line);
    }
    return found;
}

}  // namespace

/// All or none. A message that got no final answer when it came before may have left its lines then: they are its own.
awaitable<Result<std::vector<FeeLine>>> FeeDesk::stored(bool came_before, VisitNo visit, std::vector<FeeLine> lines) {
    auto added = co_await world_.visits.add_lines(visit, lines);
    if (added) co_return lines;
    if (!came_before || added.error().code != ErrorCode::duplicate_line) co_return fail(added.error());
    auto there = co_await world_.visits.lines(visit);
    if (!there) co_return fail(there.error());
    auto own = found_among(*there, lines);
    if (!own) co_return fail(added.error());
    co_return std::move(*own);
}

awaitable<Result<FeeUploadAnswer>> FeeDesk::upload(Call call, FeeUpload upload) {
    if (auto enough = check_time_left(world_, call); !enough) co_return fail(enough.error());
    if (upload.lines.empty()) co_return fail(ErrorCode::missing_field, "no lines", {"feedetail"});
    auto visit = co_await find_visit(world_, call, upload.visit, {});
    if (!visit) co_return fail(visit.error());
    if (visit->state == VisitState::cancelled) co_return fail(ErrorCode::visit_closed, {}, {"mdtrt_id"});
    if (auto unique = check_line_ids(upload.lines); !unique) co_return fail(unique.error());
    if (auto signs = check_signs(upload.lines); !signs) co_return fail(signs.error());

    std::vector<translation::Unmapped> unmapped;
    auto lines = call.direction == Direction::visitor
                     ? translation::price_lines(*world_.tables->translator, vocabulary_of(world_, visit->platform),
                                                std::move(upload.lines), unmapped)
                     : translation::check_lines(std::move(upload.lines));
    if (!lines) {
        auto error = co_await with_gaps_noted(world_, visit->platform, std::move(unmapped), Money(), lines.error());
        co_return fail(std::move(error));
    }
    co_await note_gaps(world_, visit->platform, std::move(unmapped), Money());
    lines = co_await stored(call.came_before, visit->no, std::move(*lines));
    if (!lines) co_return fail(lines.error());
    if (call.direction == Direction::visitor) co_return FeeUploadAnswer{std::move(*lines)};

    auto answerer = answerer_of(world_, visit->platform, call.direction);
    if (!answerer) co_return fail(answerer.error());
    ports::Leg leg = leg_of(world_, call, *answerer, answerer->times.visit);
    leg.their_visit = visit->their_id;
    leg.our_visit = visit->id;
    FeeUpload onward{visit->id, std::move(*lines), std::move(upload.carried)};
    co_return co_await answerer->side->upload(std::move(leg), std::move(onward));
}

awaitable<Result<void>> FeeDesk::remove(Call call, FeeRemoval removal) {
    auto visit = co_await find_visit(world_, call, removal.visit, removal.person_number);
    if (!visit) co_return fail(visit.error());
    const std::size_t named = removal.lines.size();
    auto removed = co_await world_.visits.remove_lines(visit->no, removal.bill, std::move(removal.lines));
    if (removed) co_return Result<void>{};
    // All or none as well: when it came before, it may have removed them, and got no final answer.
    const bool none_is_there =
        removed.error().code == ErrorCode::unknown_line && removed.error().fields.size() == named;
    if (call.came_before && none_is_there) co_return Result<void>{};
    co_return fail(removed.error());
}

awaitable<Result<void>> FeeDesk::keep(Call call, SettlementKey key, std::vector<FeeLine> lines) {
    auto record = co_await world_.settlements.find_by_key(key, call.direction);
    if (!record) co_return fail(record.error());
    if (!*record) co_return fail(ErrorCode::settlement_unknown, {}, {"settlement_id"});
    auto checked = translation::check_lines(std::move(lines));
    if (!checked) co_return fail(checked.error());
    std::vector<translation::Unmapped> unmapped;
    auto national = translation::translate_lines(*world_.tables->translator, vocabulary_of(world_, (*record)->platform),
                                                 translation::Vocabulary::national, std::move(*checked), unmapped);
    if (!national) {
        auto error =
            co_await with_gaps_noted(world_, (*record)->platform, std::move(unmapped), Money(), national.error());
        co_return fail(std::move(error));
    }
    co_return co_await keep_told((*record)->visit_no, (*record)->no, std::move(*national));
}

/// Part by part, and again after a cancel: some of them may be here already. One that is here as another charge was
/// changed after it had been told.
awaitable<Result<void>> FeeDesk::keep_told(VisitNo visit, SettlementNo of, std::vector<FeeLine> told) {
    auto there = co_await world_.visits.lines(visit);
    if (!there) co_return fail(there.error());
    auto news = news_among(*there, of, std::move(told));
    if (news.empty()) co_return Result<void>{};
    co_return co_await world_.visits.keep_told(visit, of, std::move(news));
}

}  // namespace clearing::settlement
