#include "fake_world.hpp"

#include "tests/support/mappings.hpp"

#include <algorithm>
#include <charconv>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::test {
namespace {

const json::Value* walk(const json::Value& value, std::string_view path) {
    const json::Value* at = &value;
    while (at && !path.empty()) {
        const std::size_t dot = std::min(path.find('.'), path.size());
        const std::string_view step = path.substr(0, dot);
        path.remove_prefix(std::min(dot + 1, path.size()));
        if (const json::Array* array = at->as_array()) {
            std::size_t index = array->size();
            std::from_chars(step.data(), step.data() + step.size(), index);
            at = index < array->size() ? &(*array)[index] : nullptr;
        } else {
            at = at->find(step);
        }
    }
    return at;
}

}  // namespace

std::string Answer::text(std::string_view path) const {
    const json::Value* value = walk(body, path);
    if (!value) return "(missing)";
    if (const std::string* text = value->as_string()) return *text;
    return json::write(*value);
}

std::size_t Answer::size(std::string_view path) const {
    const json::Value* value = walk(body, path);
    return value && value->as_array() ? value->as_array()->size() : std::size_t(-1);
}

awaitable<Result<std::vector<SettlementRecord>>> FakeSettlements::list(ports::SettlementFilter filter) {
    asked = filter;
    if (down) co_return fail(ErrorCode::store_unavailable, "no connection");
    std::vector<SettlementRecord> found;
    for (const SettlementRecord& record : records)
        if ((!filter.after_id || record.id.text > *filter.after_id) && found.size() < filter.limit)
            found.push_back(record);
    co_return found;
}

awaitable<Result<std::optional<SettlementRecord>>> FakeSettlements::find_by_id(SettlementId id) {
    for (const SettlementRecord& record : records)
        if (record.id == id) co_return std::optional(record);
    co_return std::optional<SettlementRecord>();
}

awaitable<Result<std::vector<ports::Day>>> FakeDays::days(std::optional<ClearingDay> day) {
    std::vector<ports::Day> found;
    for (const ports::Day& row : rows)
        if (!day || row.key.day == *day) found.push_back(row);
    co_return found;
}

awaitable<Result<std::vector<ports::Day>>> FakeDays::days_between(ClearingDay first, ClearingDay last) {
    std::vector<ports::Day> found;
    for (const ports::Day& row : rows)
        if (first <= row.key.day && row.key.day <= last) found.push_back(row);
    co_return found;
}

awaitable<Result<std::vector<ports::Day>>> FakeDays::days_of(ports::PairDays asked) {
    std::vector<ports::Day> found;
    for (const ports::Day& row : rows)
        if (pair_of(row.key) == asked.pair && row.key.day <= asked.last &&
            !(asked.only_unagreed && is_agreed(row.state)))
            found.push_back(row);
    co_return found;
}

awaitable<Result<std::optional<ports::Day>>> FakeDays::find(DayKey key) {
    for (const ports::Day& row : rows)
        if (row.key == key) co_return std::optional(row);
    co_return std::optional<ports::Day>();
}

awaitable<Result<std::optional<Statement>>> FakeDays::statement(std::string id) {
    for (const Statement& one : statements_made)
        if (one.id == id) co_return std::optional(one);
    co_return std::optional<Statement>();
}

awaitable<Result<std::vector<Statement>>> FakeDays::statements(std::optional<ClearingDay> day) {
    std::vector<Statement> found;
    for (const Statement& one : statements_made)
        if (!day || one.key.day == *day) found.push_back(one);
    co_return found;
}

awaitable<Result<std::vector<ports::Alarm>>> FakeStatus::alarms(std::size_t) {
    std::vector<ports::Alarm> open;
    for (const ports::Alarm& alarm : raised)
        if (!acknowledged.contains(alarm.no)) open.push_back(alarm);
    co_return open;
}

awaitable<Result<ports::Acknowledgement>> FakeStatus::acknowledge(long long alarm_no, std::string actor, Instant at) {
    if (std::ranges::find(raised, alarm_no, &ports::Alarm::no) == raised.end()) co_return fail(ErrorCode::not_found);
    const ports::Acknowledgement wanted{alarm_no, std::move(actor), at};
    co_return acknowledged.try_emplace(alarm_no, wanted).first->second;
}

awaitable<Result<std::vector<ports::Doubt>>> FakeDoubts::open(std::size_t limit) {
    if (down) co_return fail(ErrorCode::store_unavailable);
    std::vector<ports::Doubt> first(rows.begin(), rows.begin() + static_cast<long>(std::min(limit, rows.size())));
    co_return first;
}

awaitable<Result<std::vector<ports::OwedUndoing>>> FakeDoubts::owed_undoings(PeerName other_side, std::size_t limit) {
    if (down) co_return fail(ErrorCode::store_unavailable);
    std::vector<ports::OwedUndoing> first;
    for (const ports::OwedUndoing& one : owed)
        if (one.record.other_side == other_side && first.size() < limit) first.push_back(one);
    co_return first;
}

awaitable<Result<long long>> FakeOutbox::resume(std::optional<long long> no, PeerName peer, std::string actor,
                                                Instant at) {
    if (down) co_return fail(ErrorCode::store_unavailable);
    long long resumed = 0;
    for (ports::OutboxItem& row : rows) {
        if (row.state != ports::OutboxState::parked || (no ? row.no != *no : row.peer != peer)) continue;
        row.state = ports::OutboxState::pending;
        row.next_try_at = at;
        ++resumed;
    }
    audited.push_back(actor + " resumed " + std::to_string(resumed));
    co_return resumed;
}

awaitable<Result<void>> FakeOutbox::set_forwarding(ports::ForwardingSwitch wanted) {
    if (down) co_return fail(ErrorCode::store_unavailable);
    audited.push_back(wanted.changed_by + " switched " + wanted.peer.text);
    switched[wanted.peer] = wanted;
    co_return Result<void>();
}

awaitable<Result<std::vector<ports::ForwardingSwitch>>> FakeOutbox::switches() {
    if (down) co_return fail(ErrorCode::store_unavailable);
    std::vector<ports::ForwardingSwitch> all;
    for (const auto& [peer, state] : switched)
        all.push_back(state);
    co_return all;
}

awaitable<Result<std::vector<ports::OutboxItem>>> FakeOutbox::list(std::optional<ports::OutboxState> state,
                                                                   std::size_t limit) {
    if (down) co_return fail(ErrorCode::store_unavailable);
    std::vector<ports::OutboxItem> found;
    for (const ports::OutboxItem& row : rows)
        if ((!state || row.state == *state) && found.size() < limit) found.push_back(row);
    co_return found;
}

api::Callers FakeWorld::callers() {
    return {DivisionCode("330200"),
            {{"reader", 1, "", {api::Role::viewer}},
             {"maker", 2, "", {api::Role::viewer, api::Role::maker}},
             {"operator", 3, "", {api::Role::operator_}},
             {"checker", 4, "", {api::Role::checker}},
             {"both", 5, "", {api::Role::maker, api::Role::checker}},
             {"finance", std::nullopt, "finance-maker", {api::Role::maker}}}};
}

awaitable<Result<std::vector<DetailLine>>> FakeDetails::page(DayKey day, SettlementNo after, std::size_t limit) {
    std::vector<DetailLine> page;
    for (const DetailLine& line : lines[day])
        if (line.no > after && page.size() < limit) page.push_back(line);
    co_return page;
}

std::shared_ptr<const calendar::Calendar> FakeWorld::reviewed_calendar() {
    static const auto calendar =
        calendar::Calendar::load({tests::mapping_text("calendar.tsv"), tests::mapping_text("cut_offs.tsv"),
                                  tests::mapping_text("deadlines.tsv")})
            .value();
    return calendar;
}

api::World FakeWorld::for_api() {
    papers = std::make_unique<FakePapers>(days, details, additions, mapping->digest, *revisions, clock);
    return {.settlements = settlements,
            .days = days,
            .closing = closing,
            .audit = audit,
            .clock = clock,
            .status = status,
            .doubts = doubts,
            .reversals = reversals->desk,
            .outbox = outbox,
            .peers = peers,
            .business_clock = clock_is_adjustable ? &clock : nullptr,
            .naming = {DivisionCode("330200"), [](const DivisionCode& region) { return "region " + region.text; }},
            .version = "test",
            .started_at = clock.time,
            .tables = mapping->tables,
            .change_control = mapping->control,
            .mapping_reports = mapping->reports,
            .mapping_store = mapping->store,
            .institutions = institutions,
            .months = months,
            .jobs = mapping->jobs,
            .follow_timeline = [controlled = mapping.get()] { return controlled->follow(); },
            .money = money->desk,
            .prefund = prefund->desk,
            .papers = papers->desk,
            .workshop = mapping->workshop,
            .digest = mapping->digest,
            .differences = &differences->world,
            .schedule = &schedule,
            .deliveries = &deliveries,
            .day_files = &day_files};
}

Answer FakeWorld::call(http::Request request) {
    mapping->clock.set(to_local_time(clock.time));
    api::Api api(for_api(), callers());
    boost::asio::io_context& context = mapping->context;
    Answer answer;
    bool answered = false;
    boost::asio::co_spawn(context, api.handle(std::move(request)), [&](std::exception_ptr error, http::Response got) {
        if (error) std::rethrow_exception(error);
        answer.response = std::move(got);
        answered = true;
    });
    context.restart();
    while (!answered && context.run_one_for(std::chrono::seconds(20)) > 0) {
    }
    BOOST_REQUIRE(answered);
    context.poll();
    if (answer.response.content_type.starts_with("application/json")) {
        const auto body = json::parse(answer.response.body);
        BOOST_REQUIRE_MESSAGE(body, answer.response.body);
        answer.body = *body;
    }
    return answer;
}

Answer FakeWorld::get(std::string path, std::map<std::string, std::string> query) {
    http::Request request;
    request.method = "GET";
    request.path = "/api/v1" + path;
    request.query = std::move(query);
    request.socket_uid = 1;
    return call(std::move(request));
}

Answer FakeWorld::post(std::uint32_t uid, std::string path, std::string body,
                       std::map<std::string, std::string> query) {
    http::Request request;
    request.method = "POST";
    request.path = "/api/v1" + path;
    request.query = std::move(query);
    request.body = std::move(body);
    request.socket_uid = uid;
    return call(std::move(request));
}

Answer FakeWorld::job_of(const Answer& ordered) {
    BOOST_REQUIRE_MESSAGE(ordered.response.status == 202, ordered.response.body);
    return get("/mapping/jobs/" + ordered.text("id"));
}

SettlementRecord booked(std::string id) {
    SettlementRecord record;
    record.id = SettlementId(std::move(id));
    record.platform = PlatformName("delta");
    record.institution = InstitutionCode("H33020300001");
    record.state = SettlementState::booked;
    record.answer.split.total = Money::from_fen(136'883);
    record.answer.split.payments.push_back({"310100", "统筹", Money::from_fen(112'660), {}, "", ""});
    record.answer.person.name = "章阿姨";
    record.answer.person.cert_no = "310101195001011234";
    record.assigned_day = *ClearingDay::parse("2018-10-16");
    return record;
}

ports::Doubt in_doubt(std::string id) {
    ports::Doubt doubt;
    doubt.record.id = SettlementId(std::move(id));
    doubt.record.platform = PlatformName("delta");
    doubt.record.other_side = PeerName("shanghai");
    doubt.record.state = SettlementState::in_doubt;
    doubt.record.claimed_total = Money::from_fen(136'883);
    doubt.owner = "host:7:abcdef";
    doubt.since = *parse_local_time("2018-10-16 08:58:30");
    doubt.asked = 2;
    doubt.next_question_at = *parse_local_time("2018-10-16 09:00:10");
    doubt.last_answer = "GW2002";
    doubt.alarmed = true;
    return doubt;
}

ports::OwedUndoing owed_undoing(std::string id, int came_to_nothing) {
    SettlementRecord record = booked(std::move(id));
    record.other_side = PeerName("shanghai");
    return {std::move(record), came_to_nothing, *parse_local_time("2018-10-16 08:58:30")};
}

ports::OutboxItem outbox_row(long long no, ports::OutboxState state) {
    return {no,
            SettlementId("S" + std::to_string(no)),
            PeerName("shanghai"),
            state,
            3,
            "GW1203",
            *parse_local_time("2018-10-13 09:00:00"),
            *parse_local_time("2018-10-16 09:10:00")};
}

ports::PeerStatus shanghai() {
    return {PeerName("shanghai"), PlatformName("delta"), "310000", "partner", {"h:1"}, 2, {}, {}, ""};
}

ports::ScheduledRun planned_close() {
    const ports::RunId id{"close_day", "delta/310000/visitor/2018-10-16"};
    ports::TaskRun run{id, "host:7:abcdef", 2, *parse_local_time("2018-10-17 00:02:00"), {}, {}, "GW2001"};
    return {id, *parse_local_time("2018-10-17 00:00:00"), "closing and may be compared", run};
}

ports::DeliveryState webhook_that_is_away() {
    return {7, ports::AlarmChannel::webhook, 0, 3, "GW2001 refused", {}, *parse_local_time("2018-10-16 09:01:00")};
}

DayKey zhang_day() {
    return {PlatformName("delta"), DivisionCode("310000"), Direction::visitor, *ClearingDay::parse("2018-10-16")};
}

Statement zhang_statement() {
    Statement s;
    s.key = zhang_day();
    s.id = statement_id(s.key, DivisionCode("330200"));
    s.state = DayState::agreed;
    s.made_at = *parse_local_time("2018-10-17 00:05:00");
    s.formula = {"default", {Component::hifp}};
    PaymentSplit split;
    split.total = Money::from_fen(136'883);
    split.funds[Fund::hifp] = Money::from_fen(112'660);
    s.cells.push_back({InsuranceType("310"), CareSetting::outpatient, 1, 0, split});
    s.clearing = {{InsuranceType("310"), CareSetting::outpatient, Component::hifp, Money::from_fen(112'660)}};
    s.trial_balance = {{Account::r2, Component::hifp, Money::from_fen(112'660), Money()},
                       {Account::h, Component::hifp, Money(), Money::from_fen(112'660)}};
    s.left_out.push_back({{DivisionCode("330200"), SettlementId("CARRIED")}, "in doubt", Money::from_fen(100)});
    s.late.push_back({{DivisionCode("330200"), SettlementId("LATE")}, *ClearingDay::parse("2018-10-15")});
    s.differences.push_back({DifferenceKind::total, {DivisionCode("330200"), SettlementId("X")}, "1", "2", "total"});
    return s;
}

DetailLine zhang_line() {
    DetailLine line;
    line.no = SettlementNo(1);
    line.id = SettlementId("330200ZHANG");
    line.key = {DivisionCode("330200"), line.id};
    line.insurance_type = InsuranceType("310");
    line.person_name = "章阿姨";
    line.card_no = "310101195001011234";
    line.stay_number = "MZ1";
    line.settled_at = "2018-10-16 09:30:00";
    line.split = zhang_statement().cells[0].sums;
    line.assigned_day = line.cleared_day = zhang_day().day;
    return line;
}

void fill_october(FakeWorld& world) {
    const Date end = Date::parse("2018-10-31").value();
    world.details.lines[zhang_day()] = {zhang_line()};
    world.days.rows.clear();
    world.days.statements_made = {zhang_statement()};
    DayKey key = zhang_day();
    world.days.rows.push_back({key, DayState::agreed, {}});
    for (key.day = key.day.next(); key.day.date <= end; key.day = key.day.next()) {
        Statement empty;
        empty.key = key;
        empty.id = statement_id(key, DivisionCode("330200"));
        empty.state = DayState::agreed;
        empty.made_at = zhang_statement().made_at;
        empty.formula = zhang_statement().formula;
        world.days.rows.push_back({key, DayState::agreed, {}});
        world.days.statements_made.push_back(std::move(empty));
    }
}

}  // namespace clearing::test
