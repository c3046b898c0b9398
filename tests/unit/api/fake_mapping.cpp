#include "fake_mapping.hpp"

#include "gateway/services/translation/pricing.hpp"
#include "tests/support/ask.hpp"
#include "tests/support/mappings.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::test {

ports::awaitable<void> FakeWorkshop::run(std::function<void()> work) {
    while (held_) {
        auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
        co_await released_.async_wait(token);
    }
    work();
}

void FakeWorkshop::let_go() {
    held_ = false;
    released_.cancel();
}

FakeMapping::FakeMapping()
    : world{tables, DivisionCode("330200"), store, usage, workshop, sheets, shelf, clock, digest, audit, other_sides} {
    ports::Platform platform;
    platform.name = PlatformName("national");
    platform.vocabulary = "national";
    other_sides.platforms.emplace(platform.name, platform);
}

std::string FakeMapping::begin() {
    tests::Ask ask;
    const std::string version = ask.value(control.begin_with(tests::table_set()));
    ask.value(follow());
    return version;
}

ports::awaitable<Result<void>> FakeMapping::follow() {
    const auto swapped = co_await watch.step();
    if (!swapped) co_return fail(swapped.error());
    co_return Result<void>();
}

FeeLine FakeMapping::priced_line(const std::string& id, const std::string& national_code) const {
    FeeLine line;
    line.id = LineId(id);
    line.occurred_at = parse_local_time("2018-10-16 08:30:00").value();
    line.med_list_code = national_code;
    line.list_type = "101";
    line.charge_item_type = "09";
    line.count = Decimal::parse("20").value();
    line.unit_price = Decimal::parse("10").value();
    line.amount = Money::parse("200").value();
    std::vector<translation::Unmapped> unmapped;
    auto priced =
        translation::price_lines(*tables.current()->translator, translation::Vocabulary::national, {line}, unmapped);
    return priced.value().front();
}

VisitNo FakeMapping::add_visit(const std::string& name, VisitState state) {
    const VisitNo no(++books.last_number);
    Visit visit;
    visit.no = no;
    visit.id = VisitId(name);
    visit.platform = PlatformName("national");
    visit.direction = Direction::visitor;
    visit.begin_time = "2018-10-16 08:00:00";
    visit.state = state;
    books.visits[no] = visit;
    return no;
}

void FakeMapping::settle(const std::string& settlement, const std::string& national_code) {
    const VisitNo visit = add_visit("visit of " + settlement, VisitState::discharged);
    const SettlementNo no(++books.last_number);
    SettlementRecord record;
    record.no = no;
    record.id = SettlementId(settlement);
    record.state = SettlementState::booked;
    record.platform = PlatformName("national");
    record.visit_no = visit;
    record.opened_at = clock.now();
    record.settled_at = "2018-10-16 09:00:00";
    record.claimed_total = Money::parse("200").value();
    books.records[no] = record;
    books.lines[visit].push_back({priced_line("L1", national_code), no});
}

void FakeMapping::open_visit(const std::string& visit, const std::string& national_code) {
    const VisitNo no = add_visit(visit, VisitState::open);
    books.lines[no].push_back({priced_line("L1", national_code), std::nullopt});
}

std::string sheet_of_second_drug(std::string_view ratio) {
    return "source_code,source_name,target_code,target_name,list_type,charge_item_type,charge_level,"
           "first_self_pay_ratio,price_ceiling\r\n"
           "YP002,头孢呋辛酯片," +
           std::string(second_drug) + ",头孢呋辛酯片,101,09,02," + std::string(ratio) + ",-\r\n";
}

}  // namespace clearing::test
