// The file route of a day: the steps of a close, with a file in the place of the partner's totals and details.
#include "gateway/services/reconciliation/day_file_service.hpp"
#include "tests/support/memory_detail_totals.hpp"
#include "tests/support/memory_difference_cases.hpp"
#include "tests/support/ningbo.hpp"
#include "tests/unit/domain/splits.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

/// A file in memory, compared line by line with the content of the day.
class FileInMemory final : public ports::FileMatcher {
public:
    explicit FileInMemory(ports::DayStore& days) : days_(days) {}

    std::vector<ports::DayFileLine> lines;
    bool is_damaged = false;
    std::vector<ports::FileIds> ids_seen;

    ports::awaitable<Result<ports::FileComparison>> compare(DayKey key, ports::FileIds ids, std::string,
                                                            ports::FileProgress) override {
        ids_seen.push_back(ids);
        if (is_damaged) co_return fail(ErrorCode::invalid_value, "the archive is damaged", {"file"});
        auto content = co_await days_.content(std::move(key));
        if (!content) co_return fail(content.error());
        ports::FileComparison all;
        all.file.lines = static_cast<long long>(lines.size());
        all.ours = std::move(content->lines);
        all.theirs = lines;
        co_return all;
    }
    ports::awaitable<Result<long long>> write(DayKey, ports::FileIds ids, std::string, ports::FileProgress) override {
        ids_seen.push_back(ids);
        co_return static_cast<long long>(lines.size());
    }

private:
    ports::DayStore& days_;
};

const Bill bill_of_zhang{"B1", "1368.83"};

struct FileRoute : Ningbo {
    FileInMemory file{days};
    reconciliation::DayFileService files{day_world, file};
    const DayKey day = shanghai_day("2018-10-16");

    FileRoute() { shanghai.will_pay(zhang_corrected()); }

    SettlementKey book(std::string name) {
        const VisitId visit = visit_with_bill(name, bill_of_zhang);
        BOOST_REQUIRE(settle(visitor_call("2207", "m-" + name), visit, bill_of_zhang).has_value());
        return record_of(visitor_call("2207", "m-" + name)).key;
    }
    SettlementRecord ours(const SettlementKey& key) {
        return run(settlements.find_by_key(key, Direction::visitor)).value().value();
    }
    using Words = std::vector<std::string>;
    Words words_of(ports::DifferenceCases& cases) {
        Words words;
        for (const DifferenceCase& one : run(cases.list({})).value())
            words.push_back(std::string(name_of(one.difference.kind)) + " " + std::string(name_of(one.state)));
        std::ranges::sort(words);
        return words;
    }
    static ports::DayFileLine line(const SettlementKey& key) {
        return {0, key.settlement, VisitId(), 1, yuan("1368.83"), yuan("1126.60"), yuan("2.00")};
    }
    Result<ports::FileImport> import(ports::AfterComparison then) { return run(files.import(day, "a.zip", then, {})); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(day_files, FileRoute)

BOOST_AUTO_TEST_CASE(an_equal_file_agrees_the_day) {
    file.lines = {line(book("a")), line(book("b"))};
    clock.set("2018-10-17 00:00:00");
    const auto imported = import(ports::AfterComparison::agree);
    BOOST_REQUIRE_MESSAGE(imported, why(imported));
    BOOST_TEST(imported->differences.empty());
    BOOST_REQUIRE(imported->statement.has_value());
    BOOST_TEST((imported->statement->state == DayState::agreed));
    BOOST_TEST(imported->statement->receivable_or_payable().to_yuan() == "2257.20");
    BOOST_TEST((file.ids_seen.front() == ports::FileIds::of_settlement_keys));
    // The order again, after its answer was lost: the same statement. To look at only, it is too late.
    BOOST_TEST(import(ports::AfterComparison::agree)->statement->id == imported->statement->id);
    BOOST_TEST((import(ports::AfterComparison::look).error().code == ErrorCode::conflict));
}

BOOST_AUTO_TEST_CASE(a_file_begins_no_day_before_the_pairs_first_one) {
    file.lines = {line(book("a"))};
    clock.set("2018-10-17 00:00:00");
    const std::size_t begun = books.days.size();
    const DayKey early = shanghai_day("2018-10-01");
    const auto refused = run(files.import(early, "a.zip", ports::AfterComparison::look, {}));
    BOOST_TEST(code_of_answer(refused) == "GW1703", why(refused));
    BOOST_TEST(books.days.size() == begun);
    BOOST_TEST(import(ports::AfterComparison::agree).has_value());
}

BOOST_AUTO_TEST_CASE(what_differs_is_left_out_and_what_is_missing_is_named_in_both_directions) {
    const SettlementKey good = book("a"), different = book("b"), missing = book("c");
    ports::DayFileLine other = line(different);
    other.total += yuan("1.00");
    file.lines = {line(good), other, line({DivisionCode("330200"), SettlementId("nobodys")})};
    clock.set("2018-10-17 00:00:00");
    const auto looked = import(ports::AfterComparison::look);
    BOOST_REQUIRE_MESSAGE(looked, why(looked));
    BOOST_TEST(!looked->statement);
    std::vector<DifferenceKind> kinds;
    for (const Difference& found : run(days.differences(day)).value())
        kinds.push_back(found.kind);
    BOOST_TEST(
        (kinds == std::vector{DifferenceKind::total, DifferenceKind::missing_there, DifferenceKind::missing_here}));
    BOOST_TEST((run(days.find(day)).value()->state == DayState::reconciling));
    // Looked at again, and then agreed: the same differences.
    const auto agreed = import(ports::AfterComparison::agree);
    BOOST_REQUIRE_MESSAGE(agreed, why(agreed));
    BOOST_TEST(agreed->differences.size() == 3U);
    BOOST_TEST((agreed->statement->state == DayState::agreed_with_carried_lines));
    BOOST_TEST(agreed->statement->receivable_or_payable().to_yuan() == "1128.60");
    BOOST_TEST(agreed->statement->left_out.size() == 2U);
    BOOST_TEST(agreed->statement->balances());
}

BOOST_AUTO_TEST_CASE(what_differs_in_a_file_is_a_case_as_in_any_other_close) {
    MemoryCases rows;
    MemoryDifferenceCases cases(books, rows);
    MemoryDetailTotals details(books);
    day_world.cases = &cases;
    day_world.details = &details;
    day_world.due_on = [](Date opened) { return std::optional(opened.next()); };
    const SettlementKey good = book("a"), missing = book("b");
    // A fee line of it has gone since.
    for (auto& [visit, lines] : books.lines)
        if (visit == ours(good).visit_no) lines.front().line.amount -= yuan("1.00");
    file.lines = {line(good)};
    clock.set("2018-10-17 00:00:00");
    BOOST_REQUIRE(import(ports::AfterComparison::look).has_value());
    BOOST_TEST((words_of(cases) == Words{"details_total trying", "missing_there trying"}));
    BOOST_TEST(run(cases.list({})).value().front().due.value().to_text() == "2018-10-18");
    const auto agreed = import(ports::AfterComparison::agree);
    BOOST_REQUIRE_MESSAGE(agreed, why(agreed));
    // Fee lines hold nothing up: the money is agreed.
    BOOST_TEST(agreed->statement->left_out.size() == 1U);
    BOOST_TEST(agreed->differences.size() == 2U);
    BOOST_TEST((words_of(cases) == Words{"details_total trying", "missing_there trying"}));
    const long long no = run(cases.list({.kind = DifferenceKind::missing_there})).value().front().no;
    run(cases.resolve({{no, "wu", clock.now()}, "found in their second file", ""})).value();
    BOOST_TEST((books.find_day(day)->carried.contains(missing)));
}

BOOST_AUTO_TEST_CASE(a_day_that_is_not_over_or_a_damaged_file_agrees_nothing) {
    file.lines = {line(book("a"))};
    BOOST_TEST((import(ports::AfterComparison::agree).error().code == ErrorCode::day_not_over));
    clock.set("2018-10-17 00:00:00");
    file.is_damaged = true;
    BOOST_TEST((import(ports::AfterComparison::agree).error().code == ErrorCode::invalid_value));
    file.is_damaged = false;
    BOOST_TEST(import(ports::AfterComparison::agree).has_value());
}

BOOST_AUTO_TEST_CASE(lines_of_a_file_stand_under_our_keys_where_the_id_is_ours) {
    DayLine ours;
    ours.key = {DivisionCode("330203"), SettlementId("330200A")};
    ours.their_id = SettlementId("T1");
    ours.insurance_type = InsuranceType("310");
    ports::DayFileLine refund{0, SettlementId("T1"), VisitId(), -1, yuan("1.00"), yuan("0.50"), yuan("0.10")};
    const auto by_platforms =
        reconciliation::lines_of_file({refund}, {ours}, ports::FileIds::of_the_platform, DivisionCode("330200"));
    BOOST_TEST((by_platforms.front().key == ours.key));
    BOOST_TEST(by_platforms.front().sign == -1);
    BOOST_TEST(by_platforms.front().split.total.to_yuan() == "1.00");
    const auto by_keys =
        reconciliation::lines_of_file({refund}, {ours}, ports::FileIds::of_settlement_keys, DivisionCode("330200"));
    BOOST_TEST((by_keys.front().key == SettlementKey{DivisionCode("330200"), SettlementId("T1")}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
