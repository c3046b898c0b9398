// Shanghai closes its days as the treating side.
#include "sim-peers/delta/convert.hpp"
#include "sim-peers/delta/insured_side.hpp"
#include "sim-peers/delta/treating_side.hpp"

#include <algorithm>

namespace clearing::peers::delta {

namespace asio = boost::asio;

pb::Envelope TreatingSide::close_request(const std::string& day, const std::vector<const Record*>& lines) const {
    pb::Envelope envelope;
    envelope.set_clearing_day(day);
    auto* request = envelope.mutable_day_close_request();
    request->set_treatment_division(own_division_);
    request->set_insured_division(client_.partner_division());
    request->set_day(day);
    for (const auto& [key, cell] : sum_up(lines))
        *request->add_cells() = to_wire(key.first, key.second, cell);
    request->set_root(root_of(lines));
    for (const auto& record : book_.records()) {
        if (record.treatment_division != own_division_) continue;
        pb::SettlementKey key;
        key.set_treatment_division(record.treatment_division);
        key.set_settlement_id(record.settlement_id);
        if (record.state == RecordState::in_doubt && record.assigned_day == day) *request->add_carried() = key;
        if (record.is_line() && record.carried && record.cleared_day == day) *request->add_late() = key;
    }
    return envelope;
}

asio::awaitable<std::vector<pb::DayLine>> TreatingSide::their_lines(std::string day) {
    std::vector<pb::DayLine> lines;
    for (int page = 0; page < 1000; ++page) {
        pb::Envelope envelope;
        auto* request = envelope.mutable_day_details_request();
        request->set_treatment_division(own_division_);
        request->set_insured_division(client_.partner_division());
        request->set_day(day);
        request->set_limit(1000);
        if (!lines.empty()) request->set_after_settlement_id(lines.back().settlement_id());
        auto sending = send(std::move(envelope));
        const Called called = co_await std::move(sending);
        if (!called || !called->has_day_details_answer()) break;
        const auto& answer = called->day_details_answer();
        lines.insert(lines.end(), answer.lines().begin(), answer.lines().end());
        if (!answer.more() || answer.lines_size() == 0) break;
    }
    co_return lines;
}

asio::awaitable<void> TreatingSide::resolve_in_doubt() {
    std::vector<Record*> open;
    for (auto& record : book_.records()) {
        if (record.treatment_division == own_division_ && record.state == RecordState::in_doubt)
            open.push_back(&record);
    }
    for (Record* record : open) {
        pb::Envelope query;
        query.mutable_query_request()->set_treatment_division(own_division_);
        query.mutable_query_request()->set_settlement_id(record->settlement_id);
        auto sending = send(std::move(query));
        const Called called = co_await std::move(sending);
        VisitProgress ignored;
        // An error is about the question alone.
        if (called && called->has_query_answer()) take_over(*record, *called, ignored);
    }
}

/// The agreement both regions signed; its id stands on both sides' statements (SETTLEMENT §6).
constexpr const char* agreement = "DELTA-31-2018";

pb::Envelope TreatingSide::statement_request(const std::string& day, const std::vector<const Record*>& lines,
                                             const std::vector<std::string>& disputed) const {
    pb::Envelope envelope;
    envelope.set_clearing_day(day);
    auto* request = envelope.mutable_statement_request();
    request->set_statement_id(own_division_ + "-" + client_.partner_division() + "-" + day);
    request->set_treatment_division(own_division_);
    request->set_insured_division(client_.partner_division());
    request->set_day(day);
    request->set_formula(agreement);
    const auto cancels = std::ranges::count_if(lines, [](const Record* line) { return line->is_cancel; });
    request->set_cancels(cancels);
    request->set_settlements(static_cast<long>(lines.size()) - cancels);
    for (const auto& line : statement_of(lines)) {
        auto* cell = request->add_cells();
        cell->set_insurance_type(line.insurance_type);
        cell->set_care_kind(line.care_kind);
        cell->set_component(line.component);
        cell->set_amount_fen(line.amount.value);
    }
    for (const auto& id : disputed) {
        auto* key = request->add_disputed();
        key->set_treatment_division(own_division_);
        key->set_settlement_id(id);
    }
    *request->mutable_adjustments() = to_wire(adjustments_.of_day(day));
    return envelope;
}

namespace {

struct LineDifference {
    std::string settlement_id;
    const char* kind;
};

/// By settlement, ours in our order first, then what only they have.
std::vector<LineDifference> differing_lines(const std::vector<const Record*>& ours,
                                            const std::vector<pb::DayLine>& theirs) {
    std::vector<LineDifference> differences;
    std::map<std::string, const pb::DayLine*> by_id;
    for (const auto& line : theirs)
        by_id[line.settlement_id()] = &line;
    for (const Record* line : ours) {
        const auto found = by_id.find(line->settlement_id);
        if (found == by_id.end()) {
            differences.push_back({line->settlement_id, "only ours"});
            continue;
        }
        const pb::DayLine& there = *found->second;
        if (!same_amounts(line->split, from_wire(there.split())) || there.sign() != line->sign())
            differences.push_back({line->settlement_id, "amounts"});
        by_id.erase(found);
    }
    for (const auto& [id, line] : by_id)
        differences.push_back({id, "only theirs"});
    return differences;
}

Json rows_of(const std::vector<LineDifference>& differences) {
    Json rows = Json::array();
    for (const LineDifference& difference : differences) {
        Json row = Json::object();
        row.set("settlement_id", difference.settlement_id).set("kind", difference.kind);
        rows.push(std::move(row));
    }
    return rows;
}

Json rows_of(const std::vector<StatementLine>& statement) {
    Json rows = Json::array();
    for (const auto& line : statement) {
        Json row = Json::object();
        row.set("insutype", line.insurance_type).set("care_kind", line.care_kind).set("component", line.component);
        row.set("amount", Json::number(to_text(line.amount)));
        rows.push(std::move(row));
    }
    return rows;
}

/// What the partner says to a proposal. `adjustments`: what ours of the day add to it.
void tell_verdict(const Called& stated, bool is_whole, const std::vector<StatementLine>& adjustments, Json& result) {
    const bool agreed = stated && stated->has_statement_answer() && stated->statement_answer().agreed();
    result.set("agreed", agreed)
        .set("outcome", agreed ? (is_whole ? "agreed" : "agreed with carried lines") : "reconciling");
    if (stated && stated->has_error()) result.set("error", stated->error().code());
    const bool differ = stated && stated->statement_answer().has_adjustments() &&
                        !std::ranges::is_permutation(from_wire(stated->statement_answer().adjustments()), adjustments);
    result.set("adjustments_differ", differ);
}

}  // namespace

asio::awaitable<Json> TreatingSide::close_day(std::string day) {
    Json result = Json::object();
    result.set("day", day);
    closed_.close(own_division_, day);  // from here on the next day is open
    if (on_close) on_close(day);
    auto resolving = resolve_in_doubt();
    co_await std::move(resolving);
    auto lines = book_.lines(own_division_, "", day);
    auto closing = send(close_request(day, lines));
    const Called closed = co_await std::move(closing);
    if (!closed || !closed->has_day_close_answer()) {
        result.set("outcome", "waiting for partner")
            .set("error", closed ? closed->error().code() : closed.error().reason);
        co_return result;
    }
    for (auto& record : book_.records()) {
        if (record.treatment_division == own_division_ && record.state == RecordState::in_doubt &&
            record.assigned_day == day) {
            record.carried = true;
            changed(record);
        }
    }
    const auto& answer = closed->day_close_answer();
    result.set("equal", answer.equal()).set("root", hex(root_of(lines))).set("their_root", hex(answer.root()));
    result.set("cells", to_json(sum_up(lines))).set("lines", Json::number(static_cast<long long>(lines.size())));

    std::vector<LineDifference> differences;
    if (!answer.equal() || answer.root() != root_of(lines)) {
        auto narrowing = narrow(day, lines);
        std::optional<Differing> differing = co_await std::move(narrowing);
        result.set("narrowed", differing.has_value());
        if (!differing) {
            auto asking = their_lines(day);
            differing = Differing{lines, co_await std::move(asking)};
        }
        differences = differing_lines(differing->ours, differing->theirs);
    }
    result.set("differences", rows_of(differences));
    std::vector<std::string> disputed;
    for (const LineDifference& difference : differences)
        disputed.push_back(difference.settlement_id);
    std::erase_if(
        lines, [&](const Record* line) { return std::ranges::find(disputed, line->settlement_id) != disputed.end(); });
    auto adjusting = answer_all_of(day);
    if (!co_await std::move(adjusting)) {
        result.set("outcome", "waiting for partner").set("error", "an adjustment has no answer");
        co_return result;
    }
    auto proposing = send(statement_request(day, lines, disputed));
    const Called stated = co_await std::move(proposing);
    tell_verdict(stated, disputed.empty(), adjustments_.of_day(day), result);
    result.set("statement", rows_of(statement_of(lines)));
    co_return result;
}

}  // namespace clearing::peers::delta
