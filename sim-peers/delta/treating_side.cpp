#include "sim-peers/delta/treating_side.hpp"

#include "sim-peers/delta/convert.hpp"
#include "sim-peers/delta/insured_side.hpp"

#include <algorithm>
#include <random>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::peers::delta {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds call_limit{15'000};
constexpr std::chrono::milliseconds ask_again_after{300};
constexpr int ask_again = 40;

asio::awaitable<void> pause() {
    asio::steady_timer timer(co_await asio::this_coro::executor, ask_again_after);
    co_await timer.async_wait(asio::use_awaitable);
}

void fill(pb::Person& wire, const Person& person) {
    wire.set_person_no(person.number);
    wire.set_cert_type("01");
    wire.set_cert_no(person.cert_no);
    wire.set_name(person.name);
    wire.set_voucher_type("02");
    wire.set_voucher_no(person.cert_no);
    if (!person.insurances.empty()) wire.set_person_type(person.insurances.front().person_type);
}

bool settles(const std::string& step) {
    return step == "settle" || step == "cancel";
}

/// Law A, B or D broken: such an answer is reversed, never booked (SETTLEMENT §2).
bool must_be_reversed(const Split& split) {
    const std::string law = broken_law(split);
    return law.starts_with("A") || law.starts_with("B") || law.starts_with("D");
}

}  // namespace

TreatingSide::TreatingSide(Client& client, Book& book, const Catalog& catalog, const Clock& clock,
                           std::string own_division)
    : client_(client),
      book_(book),
      catalog_(catalog),
      clock_(clock),
      own_division_(std::move(own_division)),
      serial_(static_cast<long long>(std::random_device{}() % 9'000'000) * 1000) {}

std::string TreatingSide::open_day() const {
    std::string day = clock_.today();
    while (closed_.is_closed(own_division_, day))
        day = day_after(day);
    return day;
}

std::string TreatingSide::new_id(const char* kind) {
    std::string serial = std::to_string(++serial_);
    serial.insert(0, serial.size() < 9 ? 9 - serial.size() : 0, '0');
    return own_division_ + kind + clock_.compact() + serial.substr(serial.size() - 9);
}

asio::awaitable<Called> TreatingSide::send(pb::Envelope envelope) {
    envelope.set_message_id(new_id("M"));
    envelope.set_sent_at(clock_.now());
    auto calling = client_.call(std::move(envelope), call_limit);
    co_return co_await std::move(calling);
}

pb::Bill TreatingSide::bill_of(const Story& story, const Person& person, const VisitProgress& progress) const {
    pb::Bill bill;
    bill.set_treatment_division(own_division_);
    bill.set_insured_division(story.insured_division);
    bill.set_institution(story.institution);
    const Institution* institution = catalog_.institution(story.institution);
    if (institution) bill.set_institution_name(institution->name);
    bill.set_institution_level(std::to_string(institution ? institution->level : 3));
    bill.set_visit_id(progress.visit_id);
    bill.set_bill_no(progress.bill_no);
    fill(*bill.mutable_person(), person);
    bill.set_insurance_type(story.insurance_type);
    bill.set_med_type(story.med_type);
    bill.set_inpatient(story.inpatient);
    bill.set_use_account(story.use_account);
    bill.set_visit_begin(story.begin);
    bill.set_visit_end(story.end);
    std::map<std::string, Scope> categories;
    for (const auto& line : story.lines)
        categories[line.item->charge_item_type] += line.scope;
    Scope total;
    for (const auto& [type, scope] : categories) {
        auto* row = bill.add_categories();
        row->set_charge_item_type(type);
        row->set_amount_fen(scope.total.value);
        row->set_full_self_pay_fen(scope.full_self_pay.value);
        row->set_over_limit_fen(scope.over_limit.value);
        row->set_first_self_pay_fen(scope.first_self_pay.value);
        row->set_in_scope_fen(scope.in_scope.value);
        total += scope;
    }
    bill.set_total_fen(total.total.value);
    bill.set_full_self_pay_fen(total.full_self_pay.value);
    bill.set_over_limit_fen(total.over_limit.value);
    bill.set_first_self_pay_fen(total.first_self_pay.value);
    bill.set_in_scope_fen(total.in_scope.value);
    unsigned rank = 0;
    for (const auto& code : story.diagnoses) {
        const auto found = std::ranges::find(catalog_.diagnoses(), code, &DiagnosisCode::code);
        auto* row = bill.add_diagnoses();
        row->set_type("1");
        row->set_rank(++rank);
        row->set_main(rank == 1);
        row->set_code(found == catalog_.diagnoses().end() ? code : found->insurance_code);
        row->set_name(found == catalog_.diagnoses().end() ? code : found->insurance_name);
        row->set_original_code(code);
        row->set_original_name(found == catalog_.diagnoses().end() ? code : found->name);
    }
    return bill;
}

pb::Envelope TreatingSide::request_of(const Story& story, const Person& person, const StoryStep& step,
                                      VisitProgress& progress) {
    pb::Envelope envelope;
    if (step.infno == "ping") envelope.mutable_ping_request();
    if (step.infno == "person") {
        auto* request = envelope.mutable_person_request();
        fill(*request->mutable_person(), person);
        request->set_insured_division(story.insured_division);
        request->set_treatment_division(own_division_);
        request->set_institution(story.institution);
        request->set_at_date(story.begin.substr(0, 10));
    }
    if (step.infno == "entitlement") {
        auto* request = envelope.mutable_entitlement_request();
        fill(*request->mutable_person(), person);
        request->set_insured_division(story.insured_division);
        request->set_treatment_division(own_division_);
        request->set_institution(story.institution);
        request->set_insurance_type(story.insurance_type);
        request->set_med_type(story.med_type);
        request->set_begin_time(story.begin);
    }
    if (step.infno == "visit" || step.infno == "discharge" || step.infno == "cancel_visit") {
        if (progress.visit_id.empty()) progress.visit_id = new_id("V");
        const pb::Bill bill = bill_of(story, person, progress);
        auto* request = envelope.mutable_visit_request();
        request->set_action(step.infno == "discharge" ? pb::DISCHARGE
                            : step.infno == "cancel_visit"
                                ? (story.inpatient ? pb::CANCEL_ADMISSION : pb::CANCEL_REGISTRATION)
                            : story.inpatient ? pb::ADMIT
                                              : pb::REGISTER);
        request->set_visit_id(progress.visit_id);
        *request->mutable_person() = bill.person();
        request->set_treatment_division(own_division_);
        request->set_insured_division(story.insured_division);
        request->set_institution(story.institution);
        request->set_institution_name(bill.institution_name());
        request->set_insurance_type(story.insurance_type);
        request->set_med_type(story.med_type);
        request->set_stay_number((story.inpatient ? "ZY" : "MZ") + progress.bill_no);
        request->set_begin_time(story.begin);
        request->set_end_time(step.infno == "discharge" ? story.end : "");
        request->set_department_code("A03.02");
        request->set_department_name("呼吸内科");
        request->set_doctor_code("D310110000001");
        request->set_doctor_name("医师丙");
        *request->mutable_diagnoses() = bill.diagnoses();
    }
    if (step.infno == "quote") *envelope.mutable_quote_request()->mutable_bill() = bill_of(story, person, progress);
    if (step.infno == "settle") {
        auto* request = envelope.mutable_settle_request();
        const bool again = step.same_msgid && !progress.settlement_id.empty();
        if (!again) progress.settlement_id = new_id("S");
        request->set_settlement_id(progress.settlement_id);
        *request->mutable_bill() = bill_of(story, person, progress);
        request->set_quote_id(again ? progress.message_ids["quote of settle"] : progress.quote_id);
        progress.message_ids["quote of settle"] = request->quote_id();
    }
    if (step.infno == "cancel") {
        auto* request = envelope.mutable_cancel_request();
        if (!step.same_msgid || progress.cancel_id.empty()) progress.cancel_id = new_id("C");
        request->set_settlement_id(progress.cancel_id);
        request->set_treatment_division(own_division_);
        request->set_original_settlement_id(progress.settlement_id);
        const Record* original = book_.find(settlement_key(own_division_, progress.settlement_id));
        if (original) *request->mutable_split() = to_wire(negated(original->split));
    }
    if (step.infno == "reverse") {
        auto* request = envelope.mutable_reverse_request();
        if (progress.settlement_id.empty()) progress.settlement_id = new_id("S");
        request->set_treatment_division(own_division_);
        request->set_settlement_id(progress.settlement_id);
        request->set_reason("story");
    }
    if (step.infno == "query") {
        envelope.mutable_query_request()->set_treatment_division(own_division_);
        envelope.mutable_query_request()->set_settlement_id(progress.settlement_id);
    }
    if (step.infno == "fees") {
        auto* request = envelope.mutable_fees_request();
        request->set_treatment_division(own_division_);
        request->set_settlement_id(progress.settlement_id);
        request->set_visit_id(progress.visit_id);
        request->set_part(1);
        request->set_parts(1);
        for (const auto& line : story.lines) {
            auto* row = request->add_lines();
            row->set_line_id(line.line_id);
            row->set_bill_no(progress.bill_no);
            row->set_occurred_at(story.begin);
            row->set_list_type(line.item->list_type);
            row->set_charge_item_type(line.item->charge_item_type);
            row->set_code(line.item->code);
            row->set_original_code(line.item->local_code);
            row->set_name(line.item->name);
            row->set_count(line.count);
            row->set_unit_price(line.item->price);
            row->set_amount_fen(line.scope.total.value);
            row->set_full_self_pay_fen(line.scope.full_self_pay.value);
            row->set_over_limit_fen(line.scope.over_limit.value);
            row->set_first_self_pay_fen(line.scope.first_self_pay.value);
            row->set_in_scope_fen(line.scope.in_scope.value);
            row->set_charge_level(line.item->charge_level);
        }
    }
    return envelope;
}

Record& TreatingSide::intend(const Story& story, const Person& person, const VisitProgress& progress,
                             const pb::Envelope& request) {
    const bool cancel = request.has_cancel_request();
    const std::string id = cancel ? request.cancel_request().settlement_id() : request.settle_request().settlement_id();
    if (Record* known = book_.find(settlement_key(own_division_, id))) return *known;
    Record record;
    record.key = settlement_key(own_division_, id);
    record.own_id = record.settlement_id = id;
    record.is_cancel = cancel;
    if (cancel) record.original_key = settlement_key(own_division_, progress.settlement_id);
    record.state = RecordState::in_doubt;
    record.visit_key = record.visit_id = progress.visit_id;
    record.bill_no = progress.bill_no;
    record.institution = story.institution;
    record.person_key = person.key;
    record.person_number = person.number;
    record.insurance_type = story.insurance_type;
    record.med_type = story.med_type;
    record.inpatient = story.inpatient;
    record.treatment_division = own_division_;
    record.insured_division = story.insured_division;
    record.assigned_day = open_day();
    return book_.add(std::move(record));
}

/// The answer's state and amounts become the record's. An error of class 3 leaves it in doubt.
void TreatingSide::take_over(Record& record, const pb::Envelope& answer, VisitProgress& progress) {
    const auto book = [&](const pb::Split& split, const std::string& their_id, const std::string& settled_at) {
        record.split = from_wire(split);
        record.their_id = their_id;
        record.settled_at = settled_at;
        record.state = RecordState::booked;
        if (record.carried) record.cleared_day = open_day();
        if (Record* original = record.is_cancel ? book_.find(record.original_key) : nullptr)
            original->state = RecordState::cancelled;
        progress.last_split = to_json(record.split);
    };
    const auto from_settlement = [&](const pb::SettleAnswer& settled) {
        book(settled.split(), settled.insured_settlement_id(), settled.settled_at());
    };
    if (answer.has_settle_answer()) from_settlement(answer.settle_answer());
    if (answer.has_cancel_answer()) {
        const auto& cancelled = answer.cancel_answer();
        book(cancelled.split(), cancelled.insured_settlement_id(), cancelled.settled_at());
    }
    if (answer.has_query_answer()) {
        const auto& query = answer.query_answer();
        if (query.state() == pb::QueryAnswer::BOOKED) from_settlement(query.settlement());
        if (query.state() == pb::QueryAnswer::REFUSED) record.state = RecordState::refused;
        if (query.state() == pb::QueryAnswer::REVERSED) record.state = RecordState::reversed;
    }
    if (answer.has_reverse_answer()) {
        const auto result = answer.reverse_answer().result();
        if (result == pb::ReverseAnswer::REVERSED || result == pb::ReverseAnswer::FENCED) {
            record.state = RecordState::reversed;
            if (Record* original = record.is_cancel ? book_.find(record.original_key) : nullptr)
                original->state = RecordState::booked;
        }
    }
    if (answer.has_error() && !answer.error().code().starts_with("GW3")) record.state = RecordState::refused;
}

/// Sends, then asks until the outcome is known: query, and a reverse (a fence) for what was never seen.
asio::awaitable<Called> TreatingSide::send_until_known(pb::Envelope envelope, Record& record) {
    pb::Envelope query, reverse;
    query.mutable_query_request()->set_treatment_division(own_division_);
    query.mutable_query_request()->set_settlement_id(record.settlement_id);
    reverse.mutable_reverse_request()->set_treatment_division(own_division_);
    reverse.mutable_reverse_request()->set_settlement_id(record.settlement_id);
    reverse.mutable_reverse_request()->set_reason("unknown to the asked side");
    pb::Envelope next = envelope;
    Called called = std::unexpected(CallFailure{false, "not tried"});
    for (int asked = 0; asked < ask_again; ++asked) {
        auto sending = send(next);
        called = co_await std::move(sending);
        if (called && !called->has_error() && !called->has_query_answer()) co_return called;
        const std::string code = called && called->has_error() ? called->error().code() : "";
        if (code.starts_with("GW1")) co_return called;
        if (called && called->has_query_answer()) {
            const auto state = called->query_answer().state();
            if (state == pb::QueryAnswer::UNKNOWN) {
                next = reverse;
                continue;
            }
            if (state != pb::QueryAnswer::IN_PROGRESS) co_return called;
        }
        const bool nothing_happened = code.starts_with("GW2") || (!called && !called.error().sent);
        if (!nothing_happened) next = query;  // the outcome is unknown: ask, never send again
        auto waiting = pause();
        co_await std::move(waiting);
    }
    co_return called;
}

asio::awaitable<Json> TreatingSide::play_step(const Story& story, const Person& person, const StoryStep& step,
                                              VisitProgress& progress) {
    if (!step.bill.empty()) progress.bill_no = step.bill;
    pb::Envelope request = request_of(story, person, step, progress);
    const auto begin = std::chrono::steady_clock::now();
    Called called = std::unexpected(CallFailure{});
    Record* record = nullptr;
    if (settles(step.infno)) {
        record = &intend(story, person, progress, request);
        request.set_clearing_day(record->assigned_day);
        auto sending = send_until_known(std::move(request), *record);
        called = co_await std::move(sending);
    } else {
        auto sending = send(std::move(request));
        called = co_await std::move(sending);
        if (step.infno == "reverse") record = book_.find(settlement_key(own_division_, progress.settlement_id));
    }
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
    if (called && called->has_quote_answer()) {
        progress.quote_id = called->quote_answer().quote_id();
        progress.last_split = to_json(from_wire(called->quote_answer().split()));
    }
    bool ok = called && !called->has_error();
    std::string code = called ? called->error().code() : called.error().sent ? "unknown" : "not_sent";
    std::string text = called ? called->error().text_zh() + " | " + called->error().text_en() : called.error().reason;
    if (record && called) {
        take_over(*record, *called, progress);
        if (settles(step.infno) && record->state == RecordState::booked && must_be_reversed(record->split)) {
            pb::Envelope reverse;
            reverse.mutable_reverse_request()->set_treatment_division(own_division_);
            reverse.mutable_reverse_request()->set_settlement_id(record->settlement_id);
            reverse.mutable_reverse_request()->set_reason("unbalanced");
            auto sending = send(std::move(reverse));
            const Called undone = co_await std::move(sending);
            if (undone) take_over(*record, *undone, progress);
            ok = false;
            code = "GW1409";
            text = "the answer breaks law " + broken_law(record->split);
        }
        if (settles(step.infno) && record->state == RecordState::reversed) ok = false;
    }
    Json result = step_result(step, "", ok, ok ? "" : code, ok ? "" : text, took);
    if (record)
        result.set("setl_id", record->settlement_id)
            .set("state", name_of(record->state))
            .set("clearing_day", record->assigned_day);
    if (called && called->has_query_answer())
        result.set("query_state", pb::QueryAnswer::State_Name(called->query_answer().state()));
    if (called && called->has_reverse_answer())
        result.set("reverse_result", pb::ReverseAnswer::Result_Name(called->reverse_answer().result()));
    if (step.infno == "quote" && ok) result.set("split", progress.last_split);
    co_return result;
}

asio::awaitable<Json> TreatingSide::play(const Story& story, const Person& person, VisitProgress& progress) {
    if (progress.bill_no.empty()) progress.bill_no = story.bill_no;
    Json steps = Json::array(), result = Json::object();
    std::string outcome = "as_expected";
    for (const auto& step : story.steps) {
        auto playing = play_step(story, person, step, progress);
        Json played = co_await std::move(playing);
        const bool fine = played["as_expected"].truth();
        steps.push(std::move(played));
        if (!fine) {
            outcome = "unexpected at " + step.infno;
            break;
        }
    }
    result.set("story", story.name)
        .set("steps", std::move(steps))
        .set("outcome", outcome)
        .set("mdtrt_id", progress.visit_id);
    result.set("setl_id", progress.settlement_id)
        .set("cancel_setl_id", progress.cancel_id)
        .set("last_split", progress.last_split);
    co_return result;
}

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
        if (called) take_over(*record, *called, ignored);
    }
}

pb::Envelope TreatingSide::statement_request(const std::string& day, const std::vector<const Record*>& lines,
                                             const std::vector<std::string>& disputed) const {
    pb::Envelope envelope;
    envelope.set_clearing_day(day);
    auto* request = envelope.mutable_statement_request();
    request->set_statement_id(own_division_ + "-" + client_.partner_division() + "-" + day);
    request->set_treatment_division(own_division_);
    request->set_insured_division(client_.partner_division());
    request->set_day(day);
    request->set_formula("default");
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
    return envelope;
}

asio::awaitable<Json> TreatingSide::close_day(std::string day) {
    Json result = Json::object();
    result.set("day", day);
    closed_.close(own_division_, day);  // from here on the next day is open
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
            record.assigned_day == day)
            record.carried = true;
    }
    const auto& answer = closed->day_close_answer();
    result.set("equal", answer.equal()).set("root", hex(root_of(lines))).set("their_root", hex(answer.root()));
    result.set("cells", to_json(sum_up(lines))).set("lines", Json::number(static_cast<long long>(lines.size())));

    std::vector<std::string> disputed;
    Json differences = Json::array();
    if (!answer.equal() || answer.root() != root_of(lines)) {
        auto asking = their_lines(day);
        const auto theirs = co_await std::move(asking);
        const auto differ = [&](const std::string& id, const char* kind) {
            Json row = Json::object();
            row.set("settlement_id", id).set("kind", kind);
            differences.push(std::move(row));
            disputed.push_back(id);
        };
        std::map<std::string, const pb::DayLine*> by_id;
        for (const auto& line : theirs)
            by_id[line.settlement_id()] = &line;
        for (const Record* line : lines) {
            const auto found = by_id.find(line->settlement_id);
            if (found == by_id.end()) {
                differ(line->settlement_id, "only ours");
            } else if (!same_amounts(line->split, from_wire(found->second->split())) ||
                       found->second->sign() != line->sign()) {
                differ(line->settlement_id, "amounts");
            }
            if (found != by_id.end()) by_id.erase(found);
        }
        for (const auto& [id, line] : by_id)
            differ(id, "only theirs");
    }
    result.set("differences", std::move(differences));
    std::erase_if(
        lines, [&](const Record* line) { return std::ranges::find(disputed, line->settlement_id) != disputed.end(); });
    auto proposing = send(statement_request(day, lines, disputed));
    const Called stated = co_await std::move(proposing);
    const bool agreed = stated && stated->has_statement_answer() && stated->statement_answer().agreed();
    result.set("agreed", agreed)
        .set("outcome", agreed ? (disputed.empty() ? "agreed" : "agreed with carried lines") : "reconciling");
    if (stated && stated->has_error()) result.set("error", stated->error().code());
    Json statement = Json::array();
    for (const auto& line : statement_of(lines)) {
        Json row = Json::object();
        row.set("insutype", line.insurance_type).set("care_kind", line.care_kind).set("component", line.component);
        row.set("amount", Json::number(to_text(line.amount)));
        statement.push(std::move(row));
    }
    result.set("statement", std::move(statement));
    co_return result;
}

}  // namespace clearing::peers::delta
