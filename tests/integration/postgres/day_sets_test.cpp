// Whole days counted, digested and compared by the database: held against the domain's own words on the same lines.
#include "gateway/infra/dayfile/day_folder.hpp"
#include "gateway/infra/postgres/day_digests.hpp"
#include "gateway/infra/postgres/file_matcher.hpp"
#include "gateway/infra/postgres/long_work.hpp"
#include "gateway/infra/system/openssl_digest.hpp"
#include "gateway/infra/zip/zip_writer.hpp"
#include "gateway/services/reconciliation/day_file_service.hpp"
#include "tests/integration/postgres/contract_world.hpp"
#include "tests/support/closing_steps.hpp"
#include "tests/support/day_digests_contract.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::postgres {
namespace {

using test::Books;
using test::first_day;

struct DigestsWorld {
    test::ContractWorld world;
    Pool pool{for_long_work(world.daemon_url())};
    DayDigests digests{pool};
    system::OpenSslDigest digest;
    tests::StoreContract stores = world.contract();

    tests::DayDigestsContract contract() { return {stores, digests, digest}; }
};

/// A day of visitors with a folder for files.
struct FileWorld {
    Books books;
    Pool pool{for_long_work(books.database.daemon_url())};
    std::filesystem::path folder = [] {
        std::string name = (std::filesystem::temp_directory_path() / "day-sets.XXXXXX").string();
        return std::filesystem::path(mkdtemp(name.data()));
    }();
    dayfile::DayFolder files{folder};
    FileMatcher matcher{pool, files};

    FileWorld() = default;
    ~FileWorld() { std::filesystem::remove_all(folder); }
    FileWorld(const FileWorld&) = delete;
    FileWorld& operator=(const FileWorld&) = delete;

    DayKey close(const SettlementRecord& of) {
        const DayKey key = day_key(of, first_day);
        books.value(books.days.switch_day(key, test::noon));
        books.value(books.days.fix(key));
        return key;
    }
    void put(const std::string& name, const std::vector<ports::DayFileLine>& lines) {
        auto writer = files.create(name).value();
        BOOST_REQUIRE(writer->write(lines).has_value());
        BOOST_REQUIRE(writer->finish().has_value());
    }
    Result<ports::FileComparison> compare(const DayKey& key, ports::FileIds ids = ports::FileIds::of_settlement_keys) {
        return books.result(matcher.compare(key, ids, "theirs.zip", {}));
    }
};

ports::DayFileLine line_of(const DayLine& line, bool by_platforms = false) {
    return {0,
            by_platforms ? line.their_id : line.key.settlement,
            line.their_visit,
            line.sign,
            line.split.total,
            line.split.fund_total,
            line.split.account};
}

std::vector<std::string> in_words(std::vector<Difference> differences) {
    std::vector<std::string> words;
    for (const Difference& d : differences)
        words.push_back(
            fmt::format("{} {} {} {} {}", name_of(d.kind), d.settlement.settlement.text, d.ours, d.theirs, d.note));
    std::ranges::sort(words);
    return words;
}

constexpr FieldsJudged by_file{.components = false, .cash = false};

/// The lines of a day as a partner might have them: some missing, changed, added or named twice.
std::vector<ports::DayFileLine> another_view(const std::vector<DayLine>& ours, std::mt19937& dice) {
    std::vector<ports::DayFileLine> theirs;
    const auto one_in = [&](unsigned n) { return dice() % n == 0; };
    for (const DayLine& line : ours) {
        if (one_in(6)) continue;
        ports::DayFileLine read = line_of(line);
        if (one_in(5)) read.total += Money::from_fen(1);
        if (one_in(7)) read.fund_total -= Money::from_fen(2);
        if (one_in(9)) read.account += Money::from_fen(3);
        if (one_in(8)) read.sign = -read.sign;
        theirs.push_back(read);
        if (one_in(6)) theirs.push_back(one_in(2) ? line_of(line) : read);
    }
    for (int i = 0; i < 3; ++i) {
        if (one_in(2))
            theirs.push_back(
                {0, SettlementId(fmt::format("their-own-{}", i)), VisitId(), 1, Money::from_fen(5), {}, {}});
        if (one_in(4))
            theirs.push_back(
                {0, SettlementId(fmt::format("their-own-{}", i)), VisitId(), 1, Money::from_fen(6), {}, {}});
    }
    std::ranges::shuffle(theirs, dice);
    return theirs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(day_digests)
#define CASE(name)                     \
    BOOST_AUTO_TEST_CASE(name) {       \
        DigestsWorld world;            \
        tests::name(world.contract()); \
    }
DAY_DIGESTS_CONTRACT(CASE)
#undef CASE

BOOST_AUTO_TEST_CASE(the_databases_leaf_is_the_domains_byte_for_byte) {
    Books books;
    std::mt19937 dice(3302);
    const SettlementRecord first = books.booked(test::visitor_record("plain"));
    books.booked(test::cancel_of(books.booked(test::visitor_record("original")), "cancel"));
    for (int i = 0; i < 50; ++i) {
        SettlementRecord record = test::visitor_record(fmt::format("r{}", i));
        record.care = i % 2 == 0 ? CareSetting::inpatient : CareSetting::outpatient;
        record.insurance_type = InsuranceType(i % 3 == 0 ? "390" : "310");
        const SettlementRecord intent = books.opened(record);
        ports::SettlementChange booking = test::booking_of(intent);
        PaymentSplit& split = booking.answer->split;
        split = {};
        for (Fund fund : all_funds)
            split.fund_total += split.funds[fund] = Money::from_fen(dice() % 1'000'000);
        split.cash = Money::from_fen(dice() % 1000);
        split.account = Money::from_fen(dice() % 1000);
        split.mutual_aid = Money::from_fen(split.account.fen() / 2);
        split.hospital = Money::from_fen(dice() % 10);
        split.person_total = split.account + split.cash;
        split.total = split.fund_total + split.person_total + split.hospital;
        booking.transfers.clear();
        books.applied(booking);
    }
    const auto content = books.value(books.days.content(day_key(first, first_day)));
    BOOST_TEST(content.lines.size() == 53U);
    for (const DayLine& line : content.lines)
        BOOST_TEST(leaf_text(line) ==
                   books.database.ask_as_owner(fmt::format(
                       "SELECT day_leaf_text(s) FROM settlement s WHERE settlement_no = {}", line.no.value)));
}
BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(file_matcher, FileWorld)

BOOST_AUTO_TEST_CASE(an_equal_file_matches_and_leaves_nothing_behind) {
    const SettlementRecord a = books.booked(test::visitor_record("a"));
    books.booked(test::cancel_of(a, "b"));
    const DayKey key = close(a);
    BOOST_TEST(books.value(matcher.write(key, ports::FileIds::of_settlement_keys, "theirs.zip", {})) == 2);
    const auto compared = compare(key);
    BOOST_REQUIRE(compared.has_value());
    BOOST_TEST(compared->matched == 2);
    BOOST_TEST(compared->file.has_control_line);
    BOOST_TEST((compared->ours.empty() && compared->theirs.empty()));
    BOOST_TEST(compare(key)->matched == 2);
    BOOST_TEST(std::filesystem::exists(folder / "theirs.zip"));
}

BOOST_AUTO_TEST_CASE(random_days_give_the_differences_of_compare_lines) {
    std::mt19937 dice(20'181'016);
    SettlementRecord last;
    for (int i = 0; i < 40; ++i) {
        last = books.booked(test::visitor_record(fmt::format("s{:02}", i)));
        if (i % 7 == 0) books.booked(test::cancel_of(last, fmt::format("c{:02}", i)));
    }
    const DayKey key = close(last);
    const std::vector<DayLine> ours = books.value(books.days.content(key)).lines;
    for (int round = 0; round < 40; ++round) {
        const auto view = another_view(ours, dice);
        put("theirs.zip", view);
        const auto compared = compare(key);
        BOOST_REQUIRE(compared.has_value());
        const auto lines = [&](const std::vector<ports::DayFileLine>& theirs, const std::vector<DayLine>& beside) {
            return reconciliation::lines_of_file(theirs, beside, ports::FileIds::of_settlement_keys,
                                                 DivisionCode("330203"));
        };
        const auto found = compare_lines(compared->ours, lines(compared->theirs, compared->ours), by_file);
        const auto wanted = compare_lines(ours, lines(view, ours), by_file);
        BOOST_TEST_CONTEXT("round " << round)
        BOOST_TEST(in_words(found) == in_words(wanted), boost::test_tools::per_element());
        // Narrowed: nothing that is equal and single is looked at line by line.
        BOOST_TEST(compared->ours.size() < ours.size());
    }
}

BOOST_AUTO_TEST_CASE(visitors_of_the_national_platform_stand_under_its_ids) {
    SettlementRecord record = test::national_record("n");
    ports::SettlementChange booking = test::booking_of(books.opened(record, false));
    booking.assigned_day = first_day;
    record = books.applied(booking);
    const DayKey key = close(record);
    const DayLine line = books.value(books.days.content(key)).lines.front();
    put("theirs.zip", {line_of(line, true)});
    BOOST_TEST(compare(key, ports::FileIds::of_the_platform)->matched == 1);
    BOOST_TEST(compare(key)->matched == 0);
}

BOOST_AUTO_TEST_CASE(a_bad_line_is_a_missing_one_and_stops_nothing) {
    const SettlementRecord a = books.booked(test::visitor_record("a"));
    books.booked(test::visitor_record("b"));
    const DayKey key = close(a);
    std::ofstream file(folder / "theirs.zip", std::ios::binary);
    zip::ZipWriter zip(file, "day.txt");
    zip.write("330200a\tV\tP\t100.00\t70.00\t5.00\t0\n330200b\tV\tP\tone hundred\t70.00\t5.00\t0\n");
    zip.finish();
    const auto compared = compare(key);
    BOOST_REQUIRE(compared.has_value());
    BOOST_TEST(compared->file.bad_lines.front() == "line 2: medfee_sumamt cannot be read");
    BOOST_TEST(compared->matched == 1);
    tests::closing::check(tests::closing::ids(compared->ours), {"+330200b"});
}

BOOST_AUTO_TEST_CASE(a_damaged_file_is_refused_and_still_there) {
    const DayKey key = close(books.booked(test::visitor_record("a")));
    BOOST_TEST((compare(key).error().code == ErrorCode::not_found));
    std::ofstream(folder / "theirs.zip") << "no archive";
    BOOST_TEST((compare(key).error().code == ErrorCode::invalid_value));
    BOOST_TEST(std::filesystem::exists(folder / "theirs.zip"));
    // A day that goes on is not compared.
    put("theirs.zip", {});
    DayKey next = key;
    next.day = key.day.next();
    BOOST_TEST((compare(next).error().code == ErrorCode::conflict));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
