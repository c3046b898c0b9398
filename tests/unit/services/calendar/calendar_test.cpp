// The reviewed tables of mappings/, and what is told about faulty ones.
#include "gateway/services/calendar/calendar.hpp"

#include "tests/support/mappings.hpp"

#include <algorithm>
#include <map>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using calendar::Calendar;
using tests::mapping_text;

namespace {

const PlatformName delta("delta"), national("national");

Date day(const std::string& text) {
    return Date::parse(text).value();
}

calendar::CalendarTexts reviewed() {
    return {mapping_text("calendar.tsv"), mapping_text("cut_offs.tsv"), mapping_text("deadlines.tsv")};
}

std::shared_ptr<const Calendar> loaded(const calendar::CalendarTexts& texts = reviewed()) {
    const auto calendar = Calendar::load(texts);
    BOOST_TEST_REQUIRE(calendar.has_value(), (calendar ? "" : calendar.error().detail));
    return *calendar;
}

bool tells(const calendar::CalendarTexts& texts, const std::string& what) {
    tables::Findings findings;
    Calendar::read(texts, findings);
    for (const std::string& finding : findings.sentences())
        BOOST_TEST_MESSAGE(finding);
    return std::ranges::any_of(findings.sentences(),
                               [&](const std::string& finding) { return finding.find(what) != std::string::npos; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_calendar)

BOOST_AUTO_TEST_CASE(holds_what_the_notices_of_2017_to_2026_say) {
    // Counted from the notices' own sentences ("放假…共7天"), not from the rows.
    struct Notice {
        int year, free, worked;
    };
    const Notice notices[] = {{2017, 24, 5}, {2018, 23, 6}, {2019, 24, 7}, {2020, 30, 6}, {2021, 31, 7},
                              {2022, 31, 7}, {2023, 27, 7}, {2024, 28, 8}, {2025, 28, 5}, {2026, 33, 6}};
    std::map<int, Notice> counted;
    for (const calendar::SpecialDay& row : loaded()->special_days())
        ++(row.works ? counted[row.of_year].worked : counted[row.of_year].free);
    BOOST_TEST(counted.size() == std::size(notices));
    for (const Notice& notice : notices) {
        BOOST_TEST(counted[notice.year].free == notice.free, notice.year);
        BOOST_TEST(counted[notice.year].worked == notice.worked, notice.year);
    }
}

BOOST_AUTO_TEST_CASE(knows_the_days_that_people_get_wrong) {
    struct Row {
        const char* date;
        bool works;
    };
    const Row rows[] = {
        {"2018-09-30", true},                          // a Sunday before the National Day
        {"2018-12-31", false},                         // by the notice of 2019
        {"2018-12-29", true},  {"2019-05-02", false},  // May Day of 2019 was made longer by a second notice
        {"2019-05-05", true},  {"2020-01-31", false},  // the Spring Festival of 2020 was made longer
        {"2020-02-01", false},                         // and its make-up day did not come
        {"2020-02-03", true},  {"2024-02-09", true},   // New Year's Eve was a working day by the notice
        {"2024-02-18", true},  {"2025-10-08", false}, {"2026-01-04", true},
    };
    for (const Row& row : rows)
        BOOST_TEST(loaded()->working_days().is_working_day(day(row.date)).value() == row.works, row.date);
}

BOOST_AUTO_TEST_CASE(computes_nothing_in_a_year_without_rows) {
    const auto calendar = loaded();
    BOOST_TEST(!calendar->working_days().is_loaded(2016));
    BOOST_TEST(!calendar->working_days().is_loaded(2027));
    BOOST_TEST(calendar->deadline("to_finance", day("2026-12-24")).value().last_day.to_text() == "2026-12-31");
    const auto beyond = calendar->deadline("to_finance", day("2026-12-25"));
    BOOST_REQUIRE(!beyond.has_value());
    BOOST_TEST((beyond.error().code == ErrorCode::not_found));
}

BOOST_AUTO_TEST_CASE(misses_a_year_before_it_begins) {
    using Years = std::vector<int>;
    const auto calendar = loaded();
    BOOST_TEST((calendar->missing_years(day("2026-11-30")) == Years{}));
    BOOST_TEST((calendar->missing_years(day("2026-12-01")) == Years{2027}));
    BOOST_TEST((calendar->missing_years(day("2027-01-01")) == Years{2027}));
    BOOST_TEST((calendar->missing_years(day("2016-06-01")) == Years{2016}));
}

BOOST_AUTO_TEST_CASE(counts_the_deadlines_of_the_procedure) {
    const auto calendar = loaded();
    struct Row {
        const char *name, *from, *last_day;
    };
    const Row rows[] = {
        {"month_reconciled", "2018-09-01", "2018-10-03"}, {"hospitals_finished", "2018-09-30", "2018-10-20"},
        {"tables_made", "2018-09-01", "2018-10-21"},      {"tables_confirmed", "2018-09-01", "2018-10-25"},
        {"notices_made", "2018-09-01", "2018-10-31"},     {"latest_clearing", "2018-09-01", "2018-12-31"},
        {"to_finance", "2018-09-28", "2018-10-10"},       {"finance_pays", "2018-09-28", "2018-10-17"},
        {"year_closed", "2018-05-05", "2019-03-31"},      {"prefund_notices", "2018-05-05", "2018-01-31"},
        {"prefund_paid", "2018-05-05", "2018-02-28"},     {"prefund_urgent_applied", "2018-10-16", "2018-10-19"},
        {"calendar_loaded", "2018-05-05", "2017-11-30"},
    };
    for (const Row& row : rows) {
        const auto deadline = calendar->deadline(row.name, day(row.from));
        BOOST_TEST_REQUIRE(deadline.has_value(), row.name);
        BOOST_TEST(deadline->last_day.to_text() == row.last_day, row.name);
        BOOST_TEST((deadline->passed_at == local_midnight(deadline->last_day.next())), row.name);
    }
    BOOST_TEST((calendar->deadline("to_finance", day("2016-12-31")).error().code == ErrorCode::not_loaded));
    BOOST_TEST((calendar->deadline("someday", day("2018-01-01")).error().code == ErrorCode::not_loaded));
}

BOOST_AUTO_TEST_CASE(ends_a_day_at_24_00_and_compares_a_national_one_half_an_hour_later) {
    const ClearingDay of_tuesday{day("2018-10-16")};
    const auto of_delta = loaded()->times_of(delta, of_tuesday);
    BOOST_TEST(to_local_time(of_delta.cut_off) == "2018-10-17 00:00:00");
    BOOST_TEST((of_delta.compared_from == of_delta.cut_off));
    BOOST_TEST(to_local_time(of_delta.due) == "2018-10-17 08:00:00");
    BOOST_TEST(to_local_time(loaded()->times_of(national, of_tuesday).compared_from) == "2018-10-17 00:30:00");
}

BOOST_AUTO_TEST_CASE(follows_the_row_in_force_of_the_platform_itself_before_the_one_of_all) {
    calendar::CalendarTexts texts = reviewed();
    texts.cut_offs = tests::with_rows(texts.cut_offs, {"delta\t2018-10-16\t2018-10-16\t25:30\t5\t60\ts\tr"});
    const auto calendar = loaded(texts);
    const auto times = calendar->times_of(delta, ClearingDay{day("2018-10-16")});
    BOOST_TEST(to_local_time(times.cut_off) == "2018-10-17 01:30:00");
    BOOST_TEST(to_local_time(times.compared_from) == "2018-10-17 01:35:00");
    BOOST_TEST(to_local_time(times.due) == "2018-10-17 02:30:00");
    BOOST_TEST(to_local_time(calendar->times_of(delta, ClearingDay{day("2018-10-17")}).cut_off) ==
               "2018-10-18 00:00:00");
}

BOOST_AUTO_TEST_CASE(of_a_version_from_before_its_tables_ends_days_at_24_00_and_knows_no_working_day) {
    tables::TableSet set = tests::table_set();
    for (const char* file : {"calendar.tsv", "cut_offs.tsv", "deadlines.tsv"})
        set.erase(file);
    const auto tables = mapping::load(set, DivisionCode("330200"), "before");
    BOOST_TEST_REQUIRE(tables.has_value(), (tables ? "" : tables.error().detail));
    const Calendar& without = *(*tables)->calendar;
    BOOST_TEST(to_local_time(without.times_of(national, ClearingDay{day("2018-10-16")}).compared_from) ==
               "2018-10-17 00:30:00");
    BOOST_TEST(without.loaded_years().empty());
    BOOST_TEST(!without.working_days().is_working_day(day("2018-10-16")).has_value());
    // One of them alone is a version with a hole, and is not loaded.
    set.emplace("cut_offs.tsv", mapping_text("cut_offs.tsv"));
    BOOST_TEST(!mapping::load(set, DivisionCode("330200"), "half").has_value());
}

BOOST_AUTO_TEST_CASE(tells_every_fault_of_its_rows) {
    const auto with_day = [](const std::string& row) {
        calendar::CalendarTexts texts = reviewed();
        texts.calendar = tests::with_rows(texts.calendar, {row});
        return texts;
    };
    const std::string notice = "\t国办发明电〔2017〕12号\tr";
    BOOST_TEST(tells(with_day("2018-10-08\tworks\t国庆节\t2018" + notice), "is worked anyway"));
    BOOST_TEST(tells(with_day("2018-10-01\tworks\t国庆节\t2018" + notice), "stands twice"));
    BOOST_TEST(tells(with_day("2018-10-08\tmaybe\t国庆节\t2018" + notice), "neither holiday nor works"));
    BOOST_TEST(tells(with_day("2018-10-08\tholiday\t国庆节\t2017" + notice), "does not name"));
    BOOST_TEST(tells(with_day("2018-10-08\tholiday\t国庆节\t2018\thearsay\tr"), "number of the State Council"));
    const auto with_cut_off = [](const std::string& row) {
        calendar::CalendarTexts texts = reviewed();
        texts.cut_offs = tests::with_rows(texts.cut_offs, {row});
        return texts;
    };
    BOOST_TEST(tells(with_cut_off("zulu\t2018-01-01\t-\t22:00\t0\t60\ts\tr"), "not between 24:00 and 36:00"));
    BOOST_TEST(tells(with_cut_off("zulu\t2018-01-01\t-\t24:00\t60\t60\ts\tr"), "due before it is compared"));
    BOOST_TEST(tells(with_cut_off("delta\t2018-01-01\t-\t24:00\tsoon\t60\ts\tr"), "no number of minutes"));
    BOOST_TEST(tells(with_cut_off("national\t2018-01-01\t-\t24:00\t0\t60\ts\tr"), "overlaps"));
    calendar::CalendarTexts texts = reviewed();
    texts.deadlines = tests::with_rows(texts.deadlines, {"someday\t2018-01-01\t-\tmonth\tin due time\ts\tr"});
    BOOST_TEST(tells(texts, "'in due time' is no rule counted from a month"));
    texts.deadlines = "";
    BOOST_TEST(tells(texts, "no header line"));
}

BOOST_AUTO_TEST_SUITE_END()
