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
    Record& added = book_.add(std::move(record));
    changed(added);
    return added;
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
    changed(record);
    if (const Record* original = record.is_cancel ? book_.find(record.original_key) : nullptr) changed(*original);
}

void TreatingSide::put_back(Record record) {
    if (Record* known = book_.find(record.key))
        *known = std::move(record);
    else
        book_.add(std::move(record));
}

asio::awaitable<void> TreatingSide::resume() {
    std::vector<Record*> open;
    for (auto& record : book_.records())
        if (record.treatment_division == own_division_ && record.state == RecordState::in_doubt)
            open.push_back(&record);
    for (Record* record : open) {
        pb::Envelope query;
        query.mutable_query_request()->set_treatment_division(own_division_);
        query.mutable_query_request()->set_settlement_id(record->settlement_id);
        auto sending = send_until_known(std::move(query), *record);
        const Called called = co_await std::move(sending);
        VisitProgress ignored;
        const bool tells = called && !(called->has_error() && !called->error().code().starts_with("GW1"));
        if (tells) take_over(*record, *called, ignored);
    }
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
    // Once its outcome is unknown, an error answers a question about it, not the message itself.
    bool is_open = envelope.has_query_request();
    Called called = std::unexpected(CallFailure{false, "not tried"});
    for (int asked = 0; asked < ask_again; ++asked) {
        auto sending = send(next);
        called = co_await std::move(sending);
        if (called && !called->has_error() && !called->has_query_answer()) co_return called;
        const std::string code = called && called->has_error() ? called->error().code() : "";
        if (code.starts_with("GW1") && !is_open) co_return called;
        if (called && called->has_query_answer()) {
            const auto state = called->query_answer().state();
            if (state == pb::QueryAnswer::UNKNOWN) {
                next = reverse;
                continue;
            }
            if (state != pb::QueryAnswer::IN_PROGRESS) co_return called;
        }
        const bool nothing_happened = code.starts_with("GW2") || (!called && !called.error().sent);
        if (!nothing_happened) {  // the outcome is unknown: ask, never send again
            next = query;
            is_open = true;
        }
        auto waiting = pause();
        co_await std::move(waiting);
    }
    if (is_open) co_return std::unexpected(CallFailure{true, "asked in vain"});
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

}  // namespace clearing::peers::delta
