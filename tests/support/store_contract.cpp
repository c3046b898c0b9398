#include "tests/support/store_contract.hpp"

#include "tests/integration/postgres/example_records.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::tests {
namespace {

class Text {
public:
    template <class... Values>
    void add(std::string_view name, const Values&... values) {
        text_.append(name);
        (text_.append(" ").append(of(values)), ...);
        text_.append("\n");
    }
    std::string whole() && { return std::move(text_); }

private:
    static std::string of(const std::string& text) { return text; }
    static std::string of(std::string_view text) { return std::string(text); }
    static std::string of(const char* text) { return text; }
    static std::string of(bool flag) { return flag ? "yes" : "no"; }
    static std::string of(Money amount) { return amount.to_yuan(); }
    static std::string of(Instant instant) { return std::to_string(instant.time_since_epoch().count()); }
    static std::string of(const ClearingDay& day) { return day.to_text(); }
    static std::string of(const Error& error) {
        return fmt::format("{} {} [{}] {}", stable_code(error.code), error.detail, fmt::join(error.fields, ","),
                           error.settlement_id);
    }
    template <class Meaning>
    static std::string of(const StrongText<Meaning>& id) {
        return id.text;
    }
    template <class Meaning>
    static std::string of(const StrongNumber<Meaning>& no) {
        return std::to_string(no.value);
    }
    template <class T>
    static std::string of(const std::optional<T>& value) {
        return value ? of(*value) : "none";
    }

    std::string text_;
};

void add_split(Text& text, const PaymentSplit& s) {
    text.add("amounts", s.total, s.fund_total, s.account, s.mutual_aid, s.cash, s.person_total, s.hospital);
    for (Fund fund : all_funds)
        if (!s.funds[fund].is_zero()) text.add(name_of(fund), s.funds[fund]);
    text.add("scope", s.scope.full_self_pay, s.scope.over_limit, s.scope.first_self_pay, s.scope.in_scope);
    for (const FundPayment& p : s.payments)
        text.add("payment", p.type, p.name, p.amount, p.in_scope, p.limit, p.process_info);
}

void add_answer(Text& text, const SettledBill& a) {
    text.add("answer", a.settlement, a.visit, a.medins_setl_id, a.settled_at, a.insurance_type, a.med_type, a.balance,
             a.deductible, a.pool_ratio, a.clearing_type, a.clearing_way, a.clearing_agency, a.quote,
             a.quote_expires_at);
    text.add("answered person", a.person.number, a.person.cert_type, a.person.cert_no, a.person.name, a.person.gender,
             a.person.birth_date);
    for (const std::string& amount : a.amounts_present)
        text.add("present", amount);
    for (const auto& carried : a.carried)
        text.add("carried", carried.node, carried.key, carried.json);
    add_split(text, a.split);
}

}  // namespace

void StoreDesk::log_something() {
    value(store.messages.sending(
        {PeerName("shanghai"), PlatformName("delta"), "2206", MessageId("any"), {}, "", test::noon}));
}

SettlementRecord StoreDesk::opened(SettlementRecord record, bool day_from_open_day) {
    const ports::Opened answer = value(store.settlements.open(std::move(record), day_from_open_day));
    if (answer.kind != ports::Opened::Kind::accepted) throw std::runtime_error("the record was not accepted");
    return answer.record;
}

bool StoreDesk::is_applied(ports::SettlementChange change) {
    return value(store.settlements.apply(std::move(change))).has_value();
}

std::optional<ErrorCode> StoreDesk::refusal_of(ports::SettlementChange change) {
    return error_of(result(store.settlements.apply(std::move(change))));
}

SettlementRecord StoreDesk::applied(ports::SettlementChange change) {
    return value(store.settlements.apply(std::move(change))).value();
}

SettlementRecord StoreDesk::booked(SettlementRecord record, bool day_from_open_day) {
    return applied(test::booking_of(opened(std::move(record), day_from_open_day)));
}

SettlementRecord StoreDesk::found(SettlementNo no) {
    return value(store.settlements.find(no)).value();
}

Visit StoreDesk::visit_with_lines(const std::string& name, const std::vector<std::string>& lines) {
    const Visit visit = value(store.visits.open(test::example_visit("visit-" + name)));
    std::vector<FeeLine> upload;
    for (const std::string& line : lines)
        upload.push_back(test::example_line(line, 10000));
    if (upload.empty()) return visit;
    value(store.visits.add_lines(visit.no, upload));
    return value(store.visits.find(visit.id)).value();
}

SettlementRecord StoreDesk::claim_of(const Visit& visit, const std::string& name) {
    SettlementRecord record = test::visitor_record(name);
    record.visit = record.bill.visit = visit.id;
    record.visit_no = visit.no;
    return record;
}

std::string immutable_part(const SettlementRecord& r) {
    Text text;
    text.add("kind", name_of(r.kind), name_of(r.direction), name_of(r.care), r.infno);
    text.add("parties", r.platform, r.other_side, r.treatment_division, r.insured_division, r.counterparty,
             r.institution, r.institution_name, r.insurance_type, r.med_type);
    text.add("message", r.message.peer, r.message.institution, r.message.message, hex(r.content_digest));
    text.add("ids", r.id, r.visit_no, r.visit, r.our_message, r.quote);
    text.add("bill", r.bill.institution, r.bill.visit, r.bill.bill, r.claimed_total);
    text.add("key", r.key.treatment_division, r.key.settlement);
    text.add("cancels", r.cancels, r.original_id);
    text.add("opened", r.opened_at);
    return std::move(text).whole();
}

std::string shown(const SettlementRecord& r) {
    Text text;
    text.add("theirs", r.their_id, r.their_visit, r.reverse_message);
    text.add("state", name_of(r.state));
    text.add("facts", r.facts.day_open, r.facts.reverse_remembered, r.facts.had_been_booked);
    text.add("error", r.error);
    text.add("days", r.assigned_day, r.cleared_day);
    text.add("times", r.changed_at, r.settled_at);
    add_answer(text, r.answer);
    for (const TranslationNote& note : r.translations)
        text.add("translated", note.kind, note.from, note.to, note.code.original_code, note.code.code,
                 note.code.map_row);
    return immutable_part(r) + std::move(text).whole();
}

int break_off_everywhere(StoreDesk& desk, const NamedWrite& write) {
    constexpr int more_than_any_write_has = 200;
    for (int statement = 1; statement < more_than_any_write_has; ++statement) {
        if (write.prepare) write.prepare(desk);
        const std::string before = desk.store.everything();
        desk.store.break_off_at_statement(statement);
        const std::optional<Error> said = write.ask(desk);
        const bool has_struck = desk.store.has_struck();
        BOOST_TEST_CONTEXT(write.name << " broken off at statement " << statement) {
            if (!has_struck || !said) {
                BOOST_TEST(!said, (said ? sentence(*said) : ""));
                BOOST_TEST((desk.store.everything() != before));
                return has_struck ? statement : statement - 1;
            }
            BOOST_TEST((said->code == ErrorCode::store_unavailable), sentence(*said));
            BOOST_TEST(desk.store.everything() == before);
        }
    }
    BOOST_ERROR(write.name << " never goes through");
    return 0;
}

void lose_commit_and_repeat(StoreDesk& desk, StoreContract::Loss loss, const NamedWrite& write) {
    BOOST_TEST_CONTEXT(write.name) {
        if (write.prepare) write.prepare(desk);
        desk.store.lose_commit(loss, 0);
        const std::optional<Error> first = write.ask(desk);
        BOOST_TEST(desk.store.has_struck());
        const bool may_be_said = !first || first->code == ErrorCode::store_unavailable;
        BOOST_TEST(may_be_said, (first ? sentence(*first) : ""));
        const std::optional<Error> second = write.ask(desk);
        const bool finds_itself = second && write.finds_itself && write.finds_itself(desk, *second);
        BOOST_TEST((!second || finds_itself), (second ? sentence(*second) : ""));
    }
}

}  // namespace clearing::tests
