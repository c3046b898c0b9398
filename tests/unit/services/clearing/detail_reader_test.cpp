// Lines are walked page by page over the days, each once, whatever the pages' borders.
#include "gateway/services/clearing/detail_reader.hpp"

#include "tests/support/event_loop.hpp"

#include <map>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

DayKey day(std::string_view date) {
    return {PlatformName("delta"), DivisionCode("310000"), Direction::visitor, ClearingDay::parse(date).value()};
}

struct NumberedLines final : ports::StatementDetails {
    std::map<DayKey, int> lines;
    int asked = 0;
    int fails_after = -1;

    ports::awaitable<Result<std::vector<DetailLine>>> page(DayKey of, SettlementNo after, std::size_t limit) override {
        if (asked++ == fails_after) co_return fail(ErrorCode::store_unavailable);
        std::vector<DetailLine> page;
        for (long long no = after.value + 1; no <= lines[of] && page.size() < limit; ++no) {
            page.emplace_back();
            page.back().no = SettlementNo(no);
            page.back().cleared_day = of.day;
        }
        co_return page;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(detail_reader)

BOOST_AUTO_TEST_CASE(every_line_comes_once_whatever_the_border_of_its_page) {
    constexpr int full = statements::DetailReader::page_size;
    test::EventLoop loop;
    for (const int count : {0, 1, full - 1, full, full + 1, 2 * full}) {
        NumberedLines details;
        details.lines = {{day("2018-10-16"), count}, {day("2018-10-17"), 0}, {day("2018-10-18"), 3}};
        statements::DetailReader reader(details, {day("2018-10-16"), day("2018-10-17"), day("2018-10-18")});
        int walked = 0;
        ClearingDay last{};
        while (true) {
            const auto page = loop.run(reader.next());
            BOOST_REQUIRE(page.has_value());
            if (page->empty()) break;
            for (const DetailLine& line : *page) {
                BOOST_REQUIRE((line.cleared_day >= last));
                last = line.cleared_day;
                ++walked;
            }
        }
        BOOST_TEST(walked == count + 3);
        BOOST_TEST(loop.run(reader.next())->empty());
    }
}

BOOST_AUTO_TEST_CASE(a_store_that_goes_away_in_between_is_said) {
    NumberedLines details;
    details.lines = {{day("2018-10-16"), 1'500}};
    details.fails_after = 1;
    test::EventLoop loop;
    statements::DetailReader reader(details, {day("2018-10-16")});
    BOOST_TEST(loop.run(reader.next()).has_value());
    BOOST_TEST((loop.run(reader.next()).error().code == ErrorCode::store_unavailable));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
