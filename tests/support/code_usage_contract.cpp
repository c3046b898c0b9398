#include "tests/support/code_usage_contract.hpp"

#include "tests/integration/postgres/example_records.hpp"
#include "tests/support/ask.hpp"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

using test::first_day;
using test::noon;
using test::third_day;

namespace {

using Ids = std::vector<std::string>;

/// The books, written as the desks write them.
struct Desk {
    const CodeUsageContract& books;
    Ask ask;

    Visit visit(const std::string& name, const Ids& lines = {}) {
        const Visit visit = ask.value(books.visits.open(test::example_visit("visit-" + name)));
        upload(visit, lines);
        return visit;
    }
    void upload(const Visit& visit, const Ids& lines) {
        std::vector<FeeLine> upload;
        for (const std::string& line : lines)
            upload.push_back(test::example_line(line, 10000));
        if (!upload.empty()) ask.value(books.visits.add_lines(visit.no, upload));
    }
    void leave(const Visit& visit, VisitState state) {
        Visit present = ask.value(books.visits.find(visit.id)).value();
        present.state = state;
        ask.value(books.visits.update(present));
    }

    SettlementRecord opened(SettlementRecord record) {
        const ports::Opened answer = ask.value(books.settlements.open(std::move(record), true));
        BOOST_REQUIRE((answer.kind == ports::Opened::Kind::accepted));
        return answer.record;
    }
    SettlementRecord applied(ports::SettlementChange change) {
        return ask.value(books.settlements.apply(std::move(change))).value();
    }
    SettlementRecord booked(SettlementRecord record) { return applied(test::booking_of(opened(std::move(record)))); }

    ports::UsagePage settled(ClearingDay first, ClearingDay last, long long cursor = 0, std::size_t limit = 100) {
        return ask.value(books.usage.settled(first.date, last.date, cursor, limit));
    }
    ports::UsagePage open_visits(long long cursor = 0, std::size_t limit = 100, const char* since = "2018-10-01") {
        const Date day = Date::parse(since).value();
        return ask.value(books.usage.open_visits(day, cursor, limit));
    }
};

SettlementRecord claim_of(const Visit& visit, const std::string& name, Instant opened_at = noon) {
    SettlementRecord record = test::visitor_record(name);
    record.visit = record.bill.visit = visit.id;
    record.visit_no = visit.no;
    record.opened_at = record.changed_at = opened_at;
    return record;
}

Ids ids_of(const ports::UsagePage& page) {
    Ids ids;
    for (const ports::BillInUse& bill : page.bills)
        ids.push_back(bill.settlement ? bill.settlement->id.text : bill.visit.id.text);
    return ids;
}

Ids lines_of(const ports::BillInUse& bill) {
    Ids ids;
    for (const FeeLine& line : bill.lines)
        ids.push_back(line.id.text);
    return ids;
}

void check(const Ids& found, const Ids& wanted) {
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

}  // namespace

void empty_books_have_no_codes_in_use(const CodeUsageContract& contract) {
    Desk desk{contract, {}};
    for (const ports::UsagePage& page : {desk.settled(first_day, third_day), desk.open_visits()}) {
        BOOST_TEST(page.bills.empty());
        BOOST_TEST(page.next == 0);
        BOOST_TEST(page.total == 0);
    }
    BOOST_TEST(!desk.ask.value(contract.usage.bill_of(SettlementId("none"))).has_value());
}

void booked_settlements_come_in_the_order_they_were_opened(const CodeUsageContract& contract) {
    Desk desk{contract, {}};
    const Instant later = noon + std::chrono::hours(1);
    for (const auto& [name, at] : std::vector<std::pair<std::string, Instant>>{
             {"c", later}, {"d", later}, {"a", noon}, {"e", later + std::chrono::hours(1)}, {"b", noon}})
        desk.booked(claim_of(desk.visit(name), name, at));
    Ids all;
    long long cursor = 0;
    for (std::size_t pages = 0; pages < 4; ++pages) {
        const ports::UsagePage page = desk.settled(first_day, first_day, cursor, 2);
        BOOST_TEST(page.total == (cursor == 0 ? 5 : 0));  // told once
        for (const std::string& id : ids_of(page))
            all.push_back(id);
        cursor = page.next;
        if (cursor == 0) break;
    }
    BOOST_TEST(cursor == 0);
    check(all, {"330200a", "330200b", "330200c", "330200d", "330200e"});
}

void only_booked_settlements_of_the_days_asked_for_come(const CodeUsageContract& contract) {
    Desk desk{contract, {}};
    const auto opened_at = [&](const std::string& name, const char* time) {
        return claim_of(desk.visit(name), name, *parse_local_time(time));
    };
    desk.booked(opened_at("before", "2018-10-15 23:59:59"));
    desk.booked(opened_at("first", "2018-10-16 00:00:00"));
    desk.booked(opened_at("last", "2018-10-17 23:59:59"));
    desk.booked(opened_at("after", "2018-10-18 00:00:00"));
    desk.opened(opened_at("awaiting", "2018-10-16 12:00:00"));
    desk.applied(test::move_of(desk.opened(opened_at("refused", "2018-10-16 12:00:00")), SettlementState::refused));
    const SettlementRecord original = desk.booked(opened_at("original", "2018-10-16 12:00:00"));
    desk.booked(test::cancel_of(original, "cancel"));

    const ports::UsagePage page = desk.settled(first_day, first_day.next());
    check(ids_of(page), {"330200first", "330200last"});
    BOOST_TEST(page.total == 2);
}

void a_page_holds_each_bills_own_visit_and_lines(const CodeUsageContract& contract) {
    Desk desk{contract, {}};
    const Visit one = desk.visit("one", {"L1", "L2"});
    const Visit two = desk.visit("two", {"L1"});
    desk.booked(claim_of(one, "one"));
    desk.booked(claim_of(two, "two"));
    desk.upload(one, {"L3"});  // after the settlement: not of it

    const ports::UsagePage page = desk.settled(first_day, first_day);
    BOOST_REQUIRE(page.bills.size() == 2U);
    BOOST_TEST((page.bills[0].visit.no == one.no));
    BOOST_TEST(page.bills[0].visit.diagnoses.front().code.original_code == "I10.x00");
    BOOST_TEST((page.bills[0].settlement->answer.split == test::example_split()));
    check(lines_of(page.bills[0]), {"L1", "L2"});
    BOOST_TEST(page.bills[0].lines.front().translated.map_version == "2018-10");
    BOOST_TEST((page.bills[1].visit.no == two.no));
    check(lines_of(page.bills[1]), {"L1"});
}

void a_settlement_without_a_visit_in_the_books_tells_what_it_knows(const CodeUsageContract& contract) {
    Desk desk{contract, {}};
    desk.booked(test::visitor_record("alone"));
    const ports::UsagePage page = desk.settled(first_day, first_day);
    BOOST_REQUIRE(page.bills.size() == 1U);
    BOOST_TEST(page.bills[0].visit.id.text == "visit-alone");
    BOOST_TEST(page.bills[0].visit.platform.text == "delta");
    BOOST_TEST((page.bills[0].visit.direction == Direction::visitor));
    BOOST_TEST(page.bills[0].visit.begin_time.empty());
    BOOST_TEST(page.bills[0].lines.empty());
}

void open_visits_are_those_somebody_may_still_settle(const CodeUsageContract& contract) {
    Desk desk{contract, {}};
    desk.visit("without-lines");
    const Visit half = desk.visit("half-settled", {"L1"});
    desk.booked(claim_of(half, "half"));
    desk.upload(half, {"L2"});
    desk.leave(desk.visit("discharged-unsettled", {"L1"}), VisitState::discharged);
    const Visit done = desk.visit("discharged-settled", {"L1"});
    desk.booked(claim_of(done, "done"));
    desk.leave(done, VisitState::discharged);
    desk.leave(desk.visit("cancelled", {"L1"}), VisitState::cancelled);
    const Visit removed = desk.visit("discharged-removed", {"L1"});
    desk.ask.value(contract.visits.remove_lines(removed.no, BillNumber("1"), {}));
    desk.leave(removed, VisitState::discharged);

    const ports::UsagePage page = desk.open_visits();
    check(ids_of(page), {"visit-without-lines", "visit-half-settled", "visit-discharged-unsettled"});
    BOOST_TEST(page.total == 3);
    BOOST_REQUIRE(page.bills.size() == 3U);
    check(lines_of(page.bills[0]), {});
    check(lines_of(page.bills[1]), {"L2"});
    check(lines_of(page.bills[2]), {"L1"});
    BOOST_TEST(!page.bills[1].settlement.has_value());
    // What began before the days asked about is over, whatever the books still hold of it; but a bed is a bed.
    const ports::UsagePage later = desk.open_visits(0, 100, "2030-01-01");
    BOOST_TEST(later.total == static_cast<long long>(later.bills.size()));
    for (const ports::BillInUse& bill : later.bills)
        BOOST_TEST((bill.visit.care == CareSetting::inpatient && bill.visit.state == VisitState::open));
}

void open_visits_come_page_by_page(const CodeUsageContract& contract) {
    Desk desk{contract, {}};
    for (const char* name : {"a", "b", "c"})
        desk.visit(name, {"L1"});
    const ports::UsagePage first = desk.open_visits(0, 2);
    check(ids_of(first), {"visit-a", "visit-b"});
    BOOST_TEST(first.total == 3);
    BOOST_TEST(first.next != 0);
    const ports::UsagePage second = desk.open_visits(first.next, 2);
    check(ids_of(second), {"visit-c"});
    BOOST_TEST(second.total == 0);  // told once
    BOOST_TEST(second.next == 0);
}

void a_bill_is_found_by_its_id_with_the_lines_it_was_made_of(const CodeUsageContract& contract) {
    Desk desk{contract, {}};
    const Visit visit = desk.visit("v", {"L1", "L2"});
    const SettlementRecord awaiting = desk.opened(claim_of(visit, "s"));
    desk.upload(visit, {"L3"});
    const auto lines_of_bill = [&](const SettlementId& id) {
        return lines_of(desk.ask.value(contract.usage.bill_of(id)).value());
    };
    check(lines_of_bill(awaiting.id), {"L1", "L2"});
    const SettlementRecord booked = desk.applied(test::booking_of(awaiting));
    check(lines_of_bill(booked.id), {"L1", "L2"});
    const SettlementRecord cancel = desk.booked(test::cancel_of(booked, "c"));
    // The lines are free again; the bill was made of them all the same.
    check(lines_of_bill(booked.id), {"L1", "L2"});
    check(lines_of_bill(cancel.id), {"L1", "L2"});
    const auto bill = desk.ask.value(contract.usage.bill_of(booked.id)).value();
    BOOST_TEST((bill.settlement->state == SettlementState::cancelled));
    BOOST_TEST((bill.visit.no == visit.no));
}

void a_bill_keeps_its_translations(const CodeUsageContract& contract) {
    Desk desk{contract, {}};
    SettlementRecord record = claim_of(desk.visit("v"), "s");
    const TranslationNote diagnosis{
        "diagnosis", "local", "national", {"I10.x00", "原发性高血压", "I10.x00x002", "高血压病", "0a1b2c3d4e5f", "17"}};
    const TranslationNote passed{
        "care_kind", "national", "delta", {"11", "普通门诊", "11", "普通门诊", "0a1b2c3d4e5f", "unmapped"}};
    record.translations = {diagnosis};
    const SettlementRecord opened = desk.opened(record);
    BOOST_TEST((opened.translations == record.translations));

    auto change = test::move_of(opened, SettlementState::in_doubt);
    change.translations = {passed};
    BOOST_TEST((desk.applied(change).translations == std::vector{diagnosis, passed}));
    // The answer again: what stands there is not written twice.
    change = test::booking_of(desk.ask.value(contract.settlements.find(opened.no)).value());
    change.translations = {passed};
    desk.applied(change);
    const auto bill = desk.ask.value(contract.usage.bill_of(opened.id)).value();
    BOOST_TEST((bill.settlement->translations == std::vector{diagnosis, passed}));
}

}  // namespace clearing::tests
