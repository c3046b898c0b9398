#include "tests/support/twin_program.hpp"

#include "gateway/domain/statement.hpp"
#include "tests/integration/postgres/example_records.hpp"

#include <array>
#include <random>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::tests {
namespace {

using test::first_day;
using test::noon;
using State = SettlementState;

constexpr std::array names{"a", "b", "c", "d", "e", "f"};
constexpr std::array line_ids{"L1", "L2", "L3", "L4"};
constexpr std::array states{State::refused, State::awaiting_answer, State::not_sent, State::in_doubt,
                            State::booked,  State::reversing,       State::reversed, State::cancelled};

/// Words for what is answered.
class Say {
public:
    explicit Say(StoreDesk& desk) : desk_(desk) {}

    std::string no(SettlementNo no) const {
        const auto record = desk_.value(desk_.store.settlements.find(no));
        return record ? record->id.text : "nothing";
    }
    static std::string of(const Error& error) {
        return fmt::format("refused {} [{}] {}", stable_code(error.code), fmt::join(error.fields, ","),
                           error.settlement_id);
    }
    static std::string of(const SettlementRecord& record) {
        SettlementRecord without_numbers = record;
        without_numbers.visit_no = VisitNo();
        without_numbers.cancels.reset();
        if (without_numbers.error) without_numbers.error->detail.clear();
        return shown(without_numbers);
    }
    static std::string of(const ports::Opened& opened) {
        return fmt::format("{} {}", static_cast<int>(opened.kind), of(opened.record));
    }
    static std::string of(const Visit& v) {
        return fmt::format("{} {} {} {}", v.id.text, v.their_id.text, v.end_time, static_cast<int>(v.state));
    }
    std::string of(const ports::StoredLine& line) const {
        return fmt::format("{} {} {} {}", line.line.id.text, line.line.bill.text, line.line.amount.to_yuan(),
                           line.settled_by ? no(*line.settled_by) : "free");
    }
    static std::string of(const ports::Day& day) {
        return fmt::format("{} {} {} {} {}", day.key.platform.text, name_of(day.key.direction), day.key.day.to_text(),
                           name_of(day.state), day.changed_at.time_since_epoch().count());
    }
    static std::string of(const SettlementKey& key) { return key.settlement.text; }
    static std::string of(const DayLine& line) {
        return fmt::format("{}{} {} {} {} {}", line.sign > 0 ? "+" : "-", line.key.settlement.text,
                           line.split.total.to_yuan(), line.assigned_day.to_text(), line.their_id.text,
                           line.original ? line.original->text : "");
    }
    static std::string of(const ports::CarriedRecord& carried) {
        return fmt::format("{} {} {}", carried.key.settlement.text, name_of(carried.state),
                           carried.assigned_day ? carried.assigned_day->to_text() : "no day");
    }
    std::string of(const ports::DayContent& content) const {
        return fmt::format("lines {} late {} carried {}", all(content.lines), all(content.late), all(content.carried));
    }
    static std::string of(const Difference& d) {
        return fmt::format("{} {} {} {} {}", name_of(d.kind), d.settlement.settlement.text, d.ours, d.theirs, d.note);
    }
    static std::string of(const BalanceLine& line) {
        return fmt::format("{} {} {} {}", name_of(line.account), name_of(line.component), line.debits.to_yuan(),
                           line.credits.to_yuan());
    }
    static std::string of(const Statement& statement) {
        return fmt::format("{} {} {}", statement.id, name_of(statement.state),
                           statement.receivable_or_payable().to_yuan());
    }
    std::string of(const ports::FeeBatch& batch) const {
        std::string lines;
        for (const FeeLine& line : batch.lines)
            lines += line.id.text + " ";
        return fmt::format("{} {} {} {}", batch.record.id.text, lines, batch.attempts,
                           batch.queued_at.time_since_epoch().count());
    }
    static std::string of(const ports::OutboxItem& item) {
        return fmt::format("{} {} {} {} {} {}", item.settlement.text, name_of(item.state), item.attempts,
                           item.last_failure, item.queued_at.time_since_epoch().count(),
                           item.next_try_at.time_since_epoch().count());
    }
    static std::string of(const ports::Doubt& doubt) {
        return fmt::format("{} {} {} {} {} {} {}", doubt.record.id.text, doubt.owner,
                           doubt.since.time_since_epoch().count(), doubt.asked,
                           doubt.next_question_at.time_since_epoch().count(), doubt.last_answer, doubt.alarmed);
    }
    static std::string of(const ports::Admission& admission) {
        return fmt::format("{} {} {}", static_cast<int>(admission.kind), admission.final_answer.value_or("none"),
                           admission.first_body);
    }
    static std::string of(const ClearingDay& day) { return day.to_text(); }
    static std::string of(long long number) { return std::to_string(number); }

    template <class T>
    std::string of(const std::optional<T>& value) const {
        return value ? of(*value) : "nothing";
    }
    template <class T>
    std::string of(const std::vector<T>& values) const {
        return all(values);
    }
    template <class T>
    std::string of(const Result<T>& answer) const {
        if (!answer) return of(answer.error());
        if constexpr (std::is_void_v<T>)
            return "done";
        else
            return of(*answer);
    }
    template <class T>
    std::string all(const std::vector<T>& values) const {
        std::string text = "(";
        for (const T& value : values)
            text += of(value) + "; ";
        return text + ")";
    }

private:
    StoreDesk& desk_;
};

/// One call of the program. Whatever is chosen is chosen from the seed and from what both stores have answered.
class Call {
public:
    Call(StoreDesk& desk, std::uint64_t seed, int step)
        : desk_(desk), store_(desk.store), say_(desk), random_(seed * 1'000'003 + static_cast<std::uint64_t>(step)) {}

    std::string ask() {
        switch (below(20)) {
            case 0:
            case 1:
                return said("open", store_.settlements.open(claim(), chance(70)));
            case 2:
                return chance(50) ? said("open refused", store_.settlements.open_refused(claim()))
                                  : said("open fence", store_.settlements.open_fence(claim()));
            case 3:
                return open_cancel();
            case 4:
            case 5:
            case 6:
            case 7:
            case 8:
                return apply();
            case 9:
                return said("open visit", store_.visits.open(test::example_visit(visit_id())));
            case 10:
            case 11:
                return add_lines();
            case 12:
                return remove_lines();
            case 13:
                return said("switch", store_.days.switch_day(day(), now()));
            case 14:
                return said("content", store_.days.content(day()));
            case 15:
                return agree();
            case 16:
                return day_word();
            case 17:
                return message();
            case 18:
                return outbox();
            default:
                return doubt();
        }
    }

private:
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
    bool chance(std::size_t percent) { return below(100) < percent; }
    std::string name() { return names[below(names.size())]; }
    std::string visit_id() { return "visit-" + name(); }
    Instant now() { return noon + std::chrono::minutes(below(60)); }
    ClearingDay some_day() { return chance(60) ? first_day : (chance(60) ? test::second_day : test::third_day); }
    DayKey day() {
        const bool national = chance(30);
        return {PlatformName(national ? "national" : "delta"), DivisionCode(national ? "520000" : "310000"),
                chance(70) || national ? Direction::visitor : Direction::resident_away, some_day()};
    }

    template <class T>
    std::string said(std::string_view what, ports::awaitable<Result<T>> work) {
        const Result<T> answer = desk_.result(std::move(work));
        return fmt::format("{}: {}", what, say_.of(answer));
    }

    SettlementRecord claim() {
        const std::string id = name();
        SettlementRecord record = chance(60)   ? test::visitor_record(id)
                                  : chance(50) ? test::resident_record(id, some_day())
                                               : test::national_record(id);
        record.visit = record.bill.visit = VisitId(visit_id());
        if (const auto visit = desk_.value(store_.visits.find(record.visit))) record.visit_no = visit->no;
        record.bill.bill = BillNumber(chance(70) ? "1" : "2");
        if (chance(15)) record.care = CareSetting::inpatient;
        if (chance(10)) record.key.settlement = SettlementId(name());
        record.opened_at = now();
        return record;
    }

    std::optional<SettlementRecord> some_record() {
        const std::string id = "330200" + std::string(chance(25) ? "x" : "") + name();
        return desk_.value(store_.settlements.find_by_id(SettlementId(id)));
    }

    std::string open_cancel() {
        const auto original = some_record();
        if (!original) return "no original";
        SettlementRecord cancel = test::cancel_of(*original, "x" + name());
        cancel.direction = original->direction;
        cancel.assigned_day = original->assigned_day;
        cancel.visit_no = original->visit_no;
        if (chance(20)) cancel.message.peer = PeerName("gateway");
        return said("open cancel", store_.settlements.open(cancel, chance(70)));
    }

    std::string apply() {
        const auto record = some_record();
        if (!record) return "no record";
        const State to = states[below(states.size())];
        ports::SettlementChange change = to == State::booked ? booking(*record) : test::move_of(*record, to);
        change.at = now();
        if (chance(5)) change.from = State::awaiting_answer;
        if (chance(5)) change.reverse_was_remembered = !change.reverse_was_remembered;
        if (chance(10)) change.reverse_remembered = chance(70);
        if (chance(10)) change.error = Error{ErrorCode::answer_unbalanced, "", {"x"}, ""};
        if (chance(10)) change.alarm = "alarm " + name();
        if (chance(10)) change.differences = {{DifferenceKind::cash, record->key, "1.00", "2.00", name()}};
        if (to == State::reversed && chance(70)) change.free_lines = true;
        if (record->assigned_day && chance(90)) change.assigned_day.reset();
        return fmt::format("{} to {}, {}", record->id.text, name_of(to),
                           said("apply", store_.settlements.apply(change)));
    }

    ports::SettlementChange booking(const SettlementRecord& record) {
        ports::SettlementChange change = test::booking_of(record);
        if (chance(5)) change.answer.reset();
        if (change.answer && chance(5)) change.answer->split.total += Money::from_fen(200);
        if (!record.assigned_day || chance(10)) change.assigned_day = some_day();
        if (chance(20)) change.posting_day = some_day();
        if (chance(5)) change.posting_day.reset();
        if (record.kind == SettlementKind::settle) change.take_lines = chance(90);
        return change;
    }

    std::string add_lines() {
        const auto visit = desk_.value(store_.visits.find(VisitId(visit_id())));
        if (!visit) return "no visit";
        std::vector<FeeLine> lines;
        for (std::size_t left = 1 + below(3); left > 0; --left) {
            FeeLine line = test::example_line(line_ids[below(line_ids.size())], 10000);
            line.bill = BillNumber(chance(70) ? "1" : "2");
            if (chance(30)) {
                line.refund_of = line.id;
                line.id = LineId("R" + name());
                line.amount = Money::from_fen(chance(50) ? -6000 : -3000);
            }
            lines.push_back(line);
        }
        return visit->id.text + " " + said("add lines", store_.visits.add_lines(visit->no, lines));
    }

    std::string remove_lines() {
        const auto visit = desk_.value(store_.visits.find(VisitId(visit_id())));
        if (!visit) return "no visit";
        const BillNumber bill(chance(40) ? "" : (chance(50) ? "0000" : (chance(50) ? "1" : "2")));
        std::vector<LineId> lines;
        if (chance(50)) lines.emplace_back(chance(20) ? "0000" : line_ids[below(line_ids.size())]);
        return visit->id.text + " " + said("remove lines", store_.visits.remove_lines(visit->no, bill, lines));
    }

    std::string agree() {
        static const ClearingFormula formula{"all", {clearable_components.begin(), clearable_components.end()}};
        const DayKey key = day();
        const auto content = desk_.value(store_.days.content(key));
        ports::DayAgreement agreement;
        agreement.at = now();
        agreement.content_revision = desk_.value(store_.days.sums(key, {})).content_revision;
        agreement.day = {key, content.carried.empty() ? DayState::agreed : DayState::agreed_with_carried_lines, now()};
        agreement.cells = clearing_cells(content.lines, formula);
        for (const StatementCell& cell : agreement.cells)
            agreement.transfers_per_cell.push_back(
                postings_of_clearing(key.direction, cell.component, cell.amount).front());
        for (const auto& carried : content.carried)
            agreement.carried.push_back(carried.key);
        agreement.statement.id = statement_id(key, DivisionCode("330200"));
        agreement.statement.key = key;
        agreement.statement.state = agreement.day.state;
        agreement.statement.formula = formula;
        agreement.statement.clearing = agreement.cells;
        return said("agree", store_.days.agree(agreement));
    }

    std::string day_word() {
        const DayKey key = day();
        switch (below(4)) {
            case 0:
                return said("set state", store_.days.set_state(key, DayState::reconciling, now()));
            case 1:
                return said("open day", store_.days.open_day(pair_of(key)));
            case 2: {
                const std::vector<Difference> one{{DifferenceKind::total, {}, "1.00", "2.00", name()}};
                return said("keep differences", store_.days.keep_differences(key, one, now()));
            }
            default: {
                const std::vector<SettlementKey> carried{{DivisionCode("310104"), SettlementId("SH" + name())}};
                const std::vector<SettlementKey> late{{DivisionCode("310104"), SettlementId("SH" + name())}};
                DayKey resident = key;
                resident.direction = Direction::resident_away;
                return said("partner", store_.days.keep_partner_close(resident, carried, late, now()));
            }
        }
    }

    std::string message() {
        ports::InboundMessage message;
        message.key = {PeerName("p"), InstitutionCode("i"), MessageId(name())};
        message.content_digest[0] = std::byte(below(2));
        message.body = "body " + std::to_string(below(2));
        const auto admission = desk_.result(store_.messages.admit(message));
        std::string text = "admit: " + say_.of(admission);
        if (!admission || chance(50)) return text;
        const ports::OutboundAnswer answer{"answer " + name(), "0", chance(60), now()};
        return text + said(" answered", store_.messages.answered(admission->no, answer));
    }

    std::string outbox() {
        const PeerName peer("shanghai");
        const Instant at = now();
        if (chance(15)) return said("switch", store_.outbox.set_forwarding({peer, chance(70), "li", at}));
        if (chance(20)) return said("resume", store_.outbox.resume(std::nullopt, peer, "li", at));
        const ports::OutboxQuery query{"daemon-" + name(), peer, at, at + std::chrono::minutes(below(20)),
                                       1 + static_cast<std::size_t>(below(3))};
        const auto batches = desk_.result(store_.outbox.take_due(query));
        const std::string text = "take: " + say_.of(batches);
        if (!batches || batches->empty()) return text;
        const long long no = batches->front().no;
        std::vector<long long> all;
        for (const ports::FeeBatch& batch : *batches)
            all.push_back(batch.no);
        switch (below(4)) {
            case 0:
                return text + said(" done", store_.outbox.done(all, at));
            case 1:
                return text + said(" failed", store_.outbox.failed(no, "GW2001", now(), at));
            case 2:
                return text + said(" park", store_.outbox.park(no, "GW2001", "parked", at));
            default:
                return text;
        }
    }

    std::string doubt() {
        ports::DoubtQuery query;
        query.owner = "daemon-" + name();
        query.other_side = PeerName(chance(60) ? "shanghai" : (chance(50) ? "local-core" : "national"));
        query.now = now();
        query.taken_until = query.now + std::chrono::minutes(below(20));
        query.awaiting_before = now();
        query.limit = 1 + below(3);
        query.whatever_the_time = chance(20);
        const auto taken = desk_.result(store_.doubts.take_due(query));
        std::string text = "doubts: " + say_.of(taken);
        if (!taken) return text;
        for (const ports::Doubt& one : *taken) {
            ports::Question question{one.record.no, query.owner, "in_doubt", now(), std::nullopt, query.now};
            if (chance(30)) question.alarm = "too old";
            if (chance(60)) text += said(" asked", store_.doubts.asked(question));
        }
        return text;
    }

    StoreDesk& desk_;
    const StoreContract& store_;
    Say say_;
    std::mt19937_64 random_;
};

}  // namespace

std::string ask_at_random(StoreDesk& desk, std::uint64_t seed, int step) {
    return Call(desk, seed, step).ask();
}

std::string whole_books(StoreDesk& desk) {
    const StoreContract& store = desk.store;
    const Say say(desk);
    std::string text;
    const auto add = [&](std::string_view what, const std::string& value) {
        text += fmt::format("{}: {}\n", what, value);
    };
    add("records", say.of(desk.result(store.settlements.list({}))));
    for (const char* name : names) {
        const VisitId id(std::string("visit-") + name);
        const auto visit = desk.value(store.visits.find(id));
        add("visit", say.of(visit));
        add("of the visit", say.of(desk.result(store.settlements.find_by_visit(id))));
        if (visit) add("lines", say.of(desk.result(store.visits.lines(visit->no))));
    }
    const auto days = desk.value(store.days.days(std::nullopt));
    add("days", say.all(days));
    for (const ports::Day& day : days) {
        add(say.of(day) + " content", say.of(desk.result(store.days.content(day.key))));
        add("balance", say.of(desk.result(store.days.trial_balance(day.key))));
        add("differences", say.of(desk.result(store.days.differences(day.key))));
        add("awaiting", say.of(desk.result(store.days.awaiting(day.key))));
    }
    add("statements", say.of(desk.result(store.days.statements(std::nullopt))));
    add("outbox", say.of(desk.result(store.outbox.list(std::nullopt, 100))));
    add("doubts", say.of(desk.result(store.doubts.open(100))));
    add("ledger", fmt::format("{}", fmt::join(store.ledger(), "\n")));
    add("history", fmt::format("{}", fmt::join(store.history(), "\n")));
    add("alarms", fmt::format("{}", fmt::join(store.alarms(), "\n")));
    add("audited", fmt::format("{}", store.audited().size()));
    add("uploads", fmt::format("{}", fmt::join(store.uploads(), "\n")));
    return text;
}

}  // namespace clearing::tests
