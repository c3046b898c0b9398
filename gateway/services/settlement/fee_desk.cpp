#include "gateway/services/settlement/fee_desk.hpp"

#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/settlement/outcome.hpp"
#include "gateway/services/settlement/visit_desk.hpp"
#include "gateway/services/settlement/wording.hpp"
#include "gateway/services/translation/platform_vocabulary.hpp"
#include "gateway/services/translation/pricing.hpp"

#include <algorithm>
#include <set>

namespace clearing::settlement {
namespace {

constexpr std::string_view everything = "0000";  ///< 2205, 2302: no line, but all of them

Result<void> check_line_ids(const std::vector<FeeLine>& lines) {
    // To take that one back would take back all.
    if (std::ranges::find(lines, everything, [](const FeeLine& line) { return std::string_view(line.id.text); }) !=
        lines.end())
        return fail(ErrorCode::invalid_value, "means all lines where lines are removed", {"feedetl_sn 0000"});
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

std::vector<LineId> ids_of(const std::vector<FeeLine>& lines) {
    std::vector<LineId> ids;
    for (const FeeLine& line : lines)
        ids.push_back(line.id);
    return ids;
}

/// Of `named` lines none is there.
bool names_none_of(const Error& error, std::size_t named) {
    return error.code == ErrorCode::unknown_line && error.fields.size() == named;
}

/// The lines that a removal means, as VisitStore::remove_lines would take them, with its errors.
Result<std::vector<FeeLine>> removable(const std::vector<ports::StoredLine>& stored, const FeeRemoval& removal) {
    const bool all_lines =
        removal.lines.empty() || (removal.lines.size() == 1 && removal.lines.front().text == everything);
    const bool all_bills = removal.bill.empty() || removal.bill.text == everything;
    std::set<LineId> known;
    std::vector<FeeLine> free;
    Error taken{ErrorCode::line_already_settled, "cancel first", {}, {}};
    for (const auto& [line, settled_by] : stored) {
        const bool is_of_bill = all_bills || line.bill == removal.bill;
        const bool is_named = all_lines || std::ranges::find(removal.lines, line.id) != removal.lines.end();
        if (!is_of_bill || !is_named) continue;
        known.insert(line.id);
        if (settled_by)
            taken.fields.push_back(line.id.text);
        else
            free.push_back(line);
    }
    Error missing{ErrorCode::unknown_line, "the visit has no such line", {}, {}};
    if (!all_lines)
        for (const LineId& id : removal.lines)
            if (!known.contains(id)) missing.fields.push_back(id.text);
    if (!missing.fields.empty()) return fail(std::move(missing));
    if (!(all_lines && all_bills) && !taken.fields.empty()) return fail(std::move(taken));
    return free;
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
                     ? translation::price_lines(*world_.tables->translator,
                                                translation::vocabulary_of(world_.other_sides, visit->platform),
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

    FeeUpload onward{visit->id, std::move(*lines), std::move(upload.carried)};
    co_return co_await hand_on(std::move(call), std::move(*visit), std::move(onward));
}

/// To the core, of lines that are stored.
awaitable<Result<FeeUploadAnswer>> FeeDesk::hand_on(Call call, Visit visit, FeeUpload upload) {
    auto answerer = answerer_of(world_, visit.platform, call.direction);
    if (!answerer) co_return fail(answerer.error());
    ports::Leg leg = leg_of(world_, call, *answerer, answerer->times.visit);
    leg.their_visit = visit.their_id;
    leg.our_visit = visit.id;
    std::vector<LineId> ids = ids_of(upload.lines);
    auto answer = co_await answerer->side->upload(std::move(leg), std::move(upload));
    if (answer || class_of(answer.error().code) != ErrorClass::refused) co_return answer;
    auto no = co_await taken_back(visit.no, std::move(ids), answer.error());
    co_return fail(std::move(no));
}

/// The core's no, once its lines are gone here too: under another message they may come again, put right. Else an error
/// that lets the message come again, which ends here once more.
awaitable<Error> FeeDesk::taken_back(VisitNo visit, std::vector<LineId> lines, Error no) {
    const std::size_t added = lines.size();
    auto removed = co_await world_.visits.remove_lines(visit, {}, std::move(lines));
    if (removed || names_none_of(removed.error(), added)) co_return no;
    if (class_of(removed.error().code) != ErrorClass::refused) co_return removed.error();
    co_return Error{
        ErrorCode::busy, "refused by the core, and not taken back here: " + sentence(removed.error()), {}, {}};
}

awaitable<Result<void>> FeeDesk::remove(Call call, FeeRemoval removal) {
    auto visit = co_await find_visit(world_, call, removal.visit, removal.person_number);
    if (!visit) co_return fail(visit.error());
    if (call.direction == Direction::visitor)
        co_return co_await remove_here(std::move(call), visit->no, std::move(removal));
    co_return co_await remove_there_and_here(std::move(call), std::move(*visit), std::move(removal));
}

awaitable<Result<void>> FeeDesk::remove_here(Call call, VisitNo visit, FeeRemoval removal) {
    const std::size_t named = removal.lines.size();
    auto removed = co_await world_.visits.remove_lines(visit, removal.bill, std::move(removal.lines));
    if (removed) co_return Result<void>{};
    // All or none as well: when it came before, it may have removed them, and got no final answer.
    if (call.came_before && names_none_of(removed.error(), named)) co_return Result<void>{};
    co_return fail(removed.error());
}

/// The core first: lines that are gone there and still here make no bill, and go when the message comes again; the
/// other way round nobody would know them any more if the core said no.
awaitable<Result<void>> FeeDesk::remove_there_and_here(Call call, Visit visit, FeeRemoval removal) {
    if (auto enough = check_time_left(world_, call); !enough) co_return fail(enough.error());
    auto there = co_await world_.visits.lines(visit.no);
    if (!there) co_return fail(there.error());
    auto wanted = removable(*there, removal);
    // Here they go last: when it came before, the core has said yes.
    if (!wanted && call.came_before && names_none_of(wanted.error(), removal.lines.size())) co_return Result<void>{};
    if (!wanted) co_return fail(wanted.error());
    if (auto free = co_await check_not_held(visit, *wanted); !free) co_return fail(free.error());

    auto answerer = answerer_of(world_, visit.platform, call.direction);
    if (!answerer) co_return fail(answerer.error());
    ports::Leg leg = leg_of(world_, call, *answerer, answerer->times.visit);
    leg.their_visit = visit.their_id;
    leg.our_visit = visit.id;
    removal.visit = visit.id;
    if (removal.person_number.empty()) removal.person_number = visit.person.number;
    auto gone = co_await remove_there(*answerer->side, call.message_key(), std::move(leg), std::move(removal));
    if (!gone) co_return fail(gone.error());

    // None is named: to the store that would mean all, also those that came meanwhile.
    if (wanted->empty()) co_return Result<void>{};
    const std::size_t named = wanted->size();
    auto removed = co_await world_.visits.remove_lines(visit.no, {}, ids_of(*wanted));
    if (removed || names_none_of(removed.error(), named)) co_return Result<void>{};
    // The core holds them no more: never a final no.
    co_return fail(ErrorCode::in_doubt, "removed at the core, and not here: " + sentence(removed.error()));
}

/// What is not there is gone: an earlier message removed it, and did not come to its end here. All or none: of several
/// lines it removes none while it misses one, and so each is asked for by itself.
awaitable<Result<void>> FeeDesk::remove_there(ports::OtherSide& side, MessageKey asked_by, ports::Leg leg,
                                              FeeRemoval removal) {
    auto removed = co_await side.remove(leg, removal);
    if (removed || removed.error().code != ErrorCode::unknown_line) co_return removed;
    const std::vector<LineId> lines = removal.lines;
    if (lines.size() <= 1) co_return Result<void>{};
    for (const LineId& line : lines) {
        leg.message = leg_message_id(world_, "remove " + line.text, asked_by);
        removal.lines = {line};
        removed = co_await side.remove(leg, removal);
        if (!removed && removed.error().code != ErrorCode::unknown_line) co_return removed;
    }
    co_return Result<void>{};
}

/// A settlement whose outcome is open may have them. Error: that settlement's.
awaitable<Result<void>> FeeDesk::check_not_held(Visit visit, std::vector<FeeLine> lines) {
    auto records = co_await world_.settlements.find_by_visit(visit.id);
    if (!records) co_return fail(records.error());
    for (const SettlementRecord& record : *records) {
        if (record.kind != SettlementKind::settle || !is_unresolved(record.state)) continue;
        const bool holds = record.care == CareSetting::inpatient ||
                           std::ranges::find(lines, record.bill.bill, &FeeLine::bill) != lines.end();
        if (holds) co_return fail(unresolved_error(record));
    }
    co_return Result<void>{};
}

awaitable<Result<void>> FeeDesk::keep(Call call, SettlementKey key, std::vector<FeeLine> lines) {
    auto record = co_await world_.settlements.find_by_key(key, call.direction);
    if (!record) co_return fail(record.error());
    if (!*record) co_return fail(ErrorCode::settlement_unknown, {}, {"settlement_id"});
    auto checked = translation::check_lines(std::move(lines));
    if (!checked) co_return fail(checked.error());
    std::vector<translation::Unmapped> unmapped;
    auto national = translation::translate_lines(*world_.tables->translator,
                                                 translation::vocabulary_of(world_.other_sides, (*record)->platform),
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
