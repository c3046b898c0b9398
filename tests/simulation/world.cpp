#include "tests/simulation/world.hpp"

#include "tests/simulation/auditor.hpp"
#include "tests/simulation/auditor_prefund.hpp"
#include "tests/simulation/daemon.hpp"
#include "tests/simulation/plan.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

constexpr Millis quiet_at_most = 4 * hour;
constexpr Millis national_grace = 30 * minute;

/// One run: everybody's programs, disks and lines, and what befalls them.
class World {
public:
    World(std::uint64_t seed, std::shared_ptr<const mapping::Tables> tables, const RunOptions& options);
    RunResult run();

private:
    // The troubles.
    void plan_bills();
    void plan_troubles();
    void crash_party(Party party);
    void restart_party(Party party);
    void crash_sometime(Party party);
    void cut_road(Millis begin, Millis span);
    void lose_disks_sometime();
    // The operator, who closes days.
    void operate();
    void order_close(std::size_t pair);
    void end_cases();
    bool is_over(const std::string& day, const DayKey& pair) const;
    void begin_prefunds();
    // The end.
    void heal();
    bool is_quiet() const;
    bool are_adjustments_settled() const;
    bool is_closed_until(const std::string& day) const;
    bool is_all_cleared() const;
    void finish(RunResult& result);

    struct Pair {
        DayKey key;  ///< its day is the next to close
        bool is_ordered = false;
        std::uint64_t order = 0;
    };

    RunOptions options_;
    std::uint64_t seed_;
    Schedule schedule_;
    Plan plan_;
    Network network_;
    WallClock clock_;
    GatewayBooks books_;
    std::vector<std::unique_ptr<Daemon>> daemons_;
    InsuredSide shanghai_, province_, core_;
    Asker bureau_, beijing_, shanghai_asks_;
    TreatingDays shanghai_days_;
    TreatingAdjustments shanghai_adjusts_;
    AuditOffice office_;
    Treasury treasury_;
    std::optional<PrefundWatch> prefund_watch_;
    Hub hub_;
    std::vector<Pair> pairs_;
    std::vector<std::string> findings_;
    bool is_calm_ = false;
    bool is_night_ = false;
    long long crashes_ = 0;
};

std::vector<Party> gateways_of(const Plan& plan) {
    if (plan.daemons == 1) return {Party::gateway_one};
    return {Party::gateway_one, Party::gateway_two};
}

Instant instant_of(Millis local) {
    return Instant(std::chrono::milliseconds(local)) - std::chrono::hours(8);
}

}  // namespace

World::World(std::uint64_t seed, std::shared_ptr<const mapping::Tables> tables, const RunOptions& options)
    : options_(options),
      seed_(seed),
      schedule_(seed),
      plan_(plan_of(schedule_.random)),
      network_(schedule_),
      clock_(schedule_, plan_.begin, 0),
      books_([this] { return instant_of(clock_.local()); }),
      shanghai_(schedule_, Party::shanghai, InsuredSide::Naming::by_key, {schedule_, plan_.begin, plan_.shanghai_ahead},
                plan_.shanghai),
      province_(schedule_, Party::hub, InsuredSide::Naming::by_message, {schedule_, plan_.begin, plan_.hub_ahead},
                plan_.province),
      core_(schedule_, Party::core, InsuredSide::Naming::by_message, {schedule_, plan_.begin, plan_.core_ahead},
            plan_.core),
      bureau_(schedule_, network_, Party::hospital, Asker::Style::bureau, clock_, gateways_of(plan_), plan_.habits),
      beijing_(schedule_, network_, Party::hub, Asker::Style::platform, {schedule_, plan_.begin, plan_.hub_ahead},
               gateways_of(plan_), plan_.habits),
      shanghai_asks_(schedule_, network_, Party::shanghai, Asker::Style::delta,
                     {schedule_, plan_.begin, plan_.shanghai_ahead}, gateways_of(plan_), plan_.habits),
      shanghai_days_(schedule_, network_, Party::shanghai, shanghai_asks_,
                     {schedule_, plan_.begin, plan_.shanghai_ahead}, gateways_of(plan_)),
      shanghai_adjusts_(schedule_, network_, shanghai_asks_, gateways_of(plan_), seed ^ 0x3C6EF372ULL),
      office_(schedule_, books_, daemons_, seed ^ 0x510E527FULL),
      treasury_(schedule_, daemons_, seed ^ 0x9B05688CULL),
      hub_(province_, beijing_, schedule_.random, clock_.day()) {
    schedule_.on_note = options.on_note;
    plan_hurt_lines(plan_, seed ^ 0xA5C152E3ULL);
    plan_adjustments(plan_, seed ^ 0xBB67AE85ULL);
    plan_prefunds(plan_, seed ^ 0x1B873593ULL);
    plan_stays(plan_, seed ^ 0xCC9E2D51ULL);
    if (!plan_.prefunds.empty()) {
        tables = tables_with(plan_.at_limit, tables);
        prefund_watch_.emplace(books_, plan_.at_limit);
        schedule_.after_each = [this] { prefund_watch_->look(findings_); };
    }
    if (plan_.adjustments.travel) shanghai_days_.adjustments = &shanghai_adjusts_;
    if (plan_.hurts_lines > 0) {
        shanghai_.hurt.emplace(schedule_, seed ^ 0x1F83D9ABULL, plan_.hurts_lines);
        shanghai_days_.hurt.emplace(schedule_, seed ^ 0x5BE0CD19ULL, plan_.hurts_lines);
    }
    for (Party party : gateways_of(plan_)) {
        DaemonPlan plan;
        plan.party = party;
        plan.begin_of_run = instant_of(plan_.begin);
        plan.ahead = plan_.daemon_ahead[static_cast<std::size_t>(party) - 1];
        plan.has_cases = plan_.hurts_lines > 0;
        plan.exchanges_adjustments = plan_.adjustments.travel;
        plan.adjustments_unanswered_at_most = plan_.adjustments.unanswered_at_most;
        plan.sabotage = options.sabotage;
        daemons_.push_back(std::make_unique<Daemon>(schedule_, network_, books_, tables, plan));
        daemons_.back()->disk = plan_.disk;
        network_.connect(party, *daemons_.back());
    }
    network_.connect(Party::shanghai, shanghai_);
    network_.connect(Party::hub, hub_);
    network_.connect(Party::core, core_);
    network_.weather = plan_.weather;
    const ClearingDay first = ClearingDay::parse(clock_.day()).value();
    pairs_.push_back({{PlatformName("delta"), DivisionCode("310000"), Direction::visitor, first}});
    pairs_.push_back({{PlatformName("national"), DivisionCode("520100"), Direction::visitor, first}});
    pairs_.push_back({{PlatformName("national"), DivisionCode("110000"), Direction::resident_away, first}});
}

void World::plan_bills() {
    int number = 0;
    for (const PlannedBill& planned : plan_.bills) {
        Asker::Case bill = case_of(planned, ++number, clock_.day());
        Asker& asker = planned.flow == Flow::shanghai_visitor || planned.flow == Flow::guiyang_visitor ? bureau_
                       : planned.flow == Flow::shanghai_resident                                       ? shanghai_asks_
                                                                                                       : beijing_;
        if (planned.stay)
            asker.begin_stay(std::move(bill), *planned.stay, planned.begins_after);
        else
            asker.begin(std::move(bill), planned.begins_after);
    }
}

void World::plan_troubles() {
    const Troubles& troubles = plan_.troubles;
    for (int i = 0; i < troubles.daemon_crashes; ++i)
        crash_sometime(schedule_.random.one_of(gateways_of(plan_)));
    const std::vector<Party> others{Party::shanghai, Party::hub, Party::core, Party::hospital};
    for (int i = 0; i < troubles.peer_crashes; ++i)
        crash_sometime(schedule_.random.one_of(others));
    for (int i = 0; i < troubles.cut_roads; ++i)
        cut_road(schedule_.random.between(0, plan_.chaos), schedule_.random.between(500, 90 * second));
    for (int i = 0; i < troubles.cut_at_midnight && plan_.midnight > 0; ++i) {
        const Millis before = schedule_.random.between(0, 15 * second);
        cut_road(std::max(0LL, plan_.midnight - before), before + schedule_.random.between(second, 2 * minute));
    }
    for (int i = 0; i < troubles.lost_disks; ++i)
        lose_disks_sometime();
}

void World::begin_prefunds() {
    const Date today = ClearingDay::parse(clock_.day()).value().date.previous();
    for (const PlannedPrefund& planned : plan_.prefunds) {
        const PrefundKey key{DivisionCode(planned.counterparty), Direction::visitor};
        treasury_.move(key, PrefundMovementKind::first, planned.first, planned.first_after, today);
        if (planned.more == 0) continue;
        const auto kind = planned.more > 0 ? PrefundMovementKind::urgent : PrefundMovementKind::lowered;
        treasury_.move(key, kind, std::abs(planned.more), planned.more_after, today);
    }
}

void World::crash_sometime(Party party) {
    Random& random = schedule_.random;
    schedule_.after(random.between(0, plan_.chaos), [this, party] {
        if (!is_calm_) crash_party(party);
    });
}

void World::crash_party(Party party) {
    ++crashes_;
    schedule_.note([&] { return fmt::format("{} crashes", name_of(party)); });
    switch (party) {
        case Party::gateway_one:
        case Party::gateway_two:
            daemons_[static_cast<std::size_t>(party) - 1]->crash();
            break;
        case Party::shanghai:
            shanghai_.crash();
            shanghai_asks_.crash();
            shanghai_days_.crash();
            shanghai_adjusts_.crash();
            network_.party_crashed(party);
            break;
        case Party::hub:
            province_.crash();
            beijing_.crash();
            network_.party_crashed(party);
            break;
        case Party::core:
            core_.crash();
            network_.party_crashed(party);
            break;
        case Party::hospital:
            bureau_.crash();
            break;
    }
    schedule_.after(schedule_.random.between(100, 30 * second), [this, party] { restart_party(party); });
}

void World::restart_party(Party party) {
    switch (party) {
        case Party::gateway_one:
        case Party::gateway_two: {
            Daemon& daemon = *daemons_[static_cast<std::size_t>(party) - 1];
            if (!daemon.is_up()) daemon.start();
            return;
        }
        case Party::shanghai:
            if (shanghai_.is_up()) return;
            shanghai_.restart();
            shanghai_asks_.restart();
            shanghai_days_.start();
            shanghai_adjusts_.restart();
            return;
        case Party::hub:
            if (province_.is_up()) return;
            province_.restart();
            beijing_.restart();
            return;
        case Party::core:
            if (!core_.is_up()) core_.restart();
            return;
        case Party::hospital:
            if (!bureau_.is_up()) bureau_.restart();
            return;
    }
}

void World::cut_road(Millis begin, Millis span) {
    Random& random = schedule_.random;
    const std::vector<Party> far{Party::shanghai, Party::hub, Party::core, Party::hospital};
    const Party gateway = random.one_of(gateways_of(plan_));
    const Party other = random.one_of(far);
    const Road road = random.chance(5'000) ? Road::refused : Road::swallowed;
    schedule_.after(begin, [this, gateway, other, road, span] {
        if (is_calm_) return;
        schedule_.note([&] { return fmt::format("the road {} - {} is cut", name_of(gateway), name_of(other)); });
        network_.set_road(gateway, other, road);
        schedule_.after(span, [this, gateway, other] { network_.set_road(gateway, other, Road::open); });
    });
}

void World::lose_disks_sometime() {
    Random& random = schedule_.random;
    const Millis span = random.between(100, 30 * second);
    schedule_.after(random.between(0, plan_.chaos), [this, span] {
        if (is_calm_) return;
        schedule_.note([] { return std::string("the database is away"); });
        for (const auto& daemon : daemons_)
            daemon->lose_disk(true);
        schedule_.after(span, [this] {
            schedule_.note([] { return std::string("the database is back"); });
            for (const auto& daemon : daemons_)
                daemon->lose_disk(false);
        });
    });
}

bool World::is_over(const std::string& day, const DayKey& pair) const {
    const Millis midnight = WallClock::millis_of(WallClock::day_after(day));
    const Millis grace = pair.platform.text == "national" ? national_grace : 0;
    return clock_.local() >= midnight + grace + 3 * second;
}

/// Orders every day that is over, in order, from any daemon, until it has its statement.
void World::operate() {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
        const bool is_due = is_over(pairs_[i].key.day.to_text(), pairs_[i].key);
        const bool once_more = !is_calm_ && schedule_.random.chance(plan_.troubles.double_orders);
        if (is_due && (!pairs_[i].is_ordered || once_more)) order_close(i);
    }
    end_cases();
    const Millis usual = is_night_ ? 5 * minute : 8 * second;
    schedule_.after(schedule_.random.between(usual / 4, usual), [this] { operate(); });
}

void World::order_close(std::size_t i) {
    Daemon& daemon =
        *daemons_[static_cast<std::size_t>(schedule_.random.between(0, static_cast<long long>(daemons_.size()) - 1))];
    if (!daemon.is_up()) return;
    Pair& pair = pairs_[i];
    pair.is_ordered = true;
    const std::uint64_t order = ++pair.order;
    const DayKey key = pair.key;
    daemon.close_day(key, [this, i, key](Result<Statement> statement) {
        Pair& of = pairs_[i];
        schedule_.note([&] {
            return fmt::format("{} {}: {}", key.platform.text, key.day.to_text(),
                               statement ? "agreed" : sentence(statement.error()));
        });
        if (of.key.day == key.day) of.is_ordered = false;
        if (!statement || of.key.day != key.day) return;
        const auto found = audit_statement(books_, *statement);
        findings_.insert(findings_.end(), found.begin(), found.end());
        of.key.day = key.day.next();
    });
    // A daemon that died over it never answers.
    schedule_.after(3 * minute, [this, i, order] {
        if (pairs_[i].order == order) pairs_[i].is_ordered = false;
    });
}

/// What the daemons hand to people is ended by one of them once both lists have the line right.
void World::end_cases() {
    const auto daemon = std::ranges::find_if(daemons_, [](const auto& one) { return one->is_up(); });
    if (daemon == daemons_.end()) return;
    for (const auto& [no, row] : books_.cases.rows) {
        const std::string& key = row.known.difference.settlement.settlement.text;
        const bool is_hurt = shanghai_.hurt->is_hurt(key) || shanghai_days_.hurt->is_hurt(key);
        if (row.known.state == CaseState::open && !is_hurt) (*daemon)->end_case(no);
    }
}

/// The network heals, everybody lives, nobody has moods any more.
void World::heal() {
    schedule_.note([] { return std::string("--- everything heals ---"); });
    is_calm_ = true;
    network_.weather = Weather{};
    network_.open_all_roads();
    for (const auto& daemon : daemons_) {
        daemon->disk = DiskTrouble{};
        daemon->lose_disk(false);
        if (!daemon->is_up()) daemon->start();
    }
    for (Party party : {Party::shanghai, Party::hub, Party::core, Party::hospital})
        restart_party(party);
    for (InsuredSide* side : {&shanghai_, &province_, &core_}) {
        const Temper before = side->temper;
        side->temper = Temper{};
        side->temper.undoes_cancels = before.undoes_cancels;
        side->temper.closes_at_midnight = before.closes_at_midnight;
    }
    for (Asker* asker : {&bureau_, &beijing_, &shanghai_asks_})
        asker->settle_down();
    office_.settle_down();
    // Who waits for room in a prefund waits no longer.
    for (const PlannedPrefund& planned : plan_.prefunds)
        treasury_.move({DivisionCode(planned.counterparty), Direction::visitor}, PrefundMovementKind::urgent,
                       10'000'000, second, ClearingDay::parse(clock_.day()).value().date.previous());
    shanghai_adjusts_.settle_down();
}

bool World::are_adjustments_settled() const {
    const auto is_open = [](const auto& offer) {
        return offer.second.state == OfferState::pending || offer.second.state == OfferState::parked;
    };
    return office_.is_done() && shanghai_adjusts_.is_done() && std::ranges::none_of(books_.settlements.offers, is_open);
}

bool World::is_quiet() const {
    if (!bureau_.is_done() || !beijing_.is_done() || !shanghai_asks_.is_done()) return false;
    if (plan_.adjustments.travel && !are_adjustments_settled()) return false;
    if (!treasury_.is_done()) return false;
    for (const auto& [no, record] : books_.settlements.records)
        if (is_unresolved(record.state)) return false;
    return books_.settlements.upload_queue.empty() || std::ranges::none_of(books_.outbox.rows, [](const auto& row) {
               return row.second.state == ports::OutboxState::pending;
           });
}

bool World::is_closed_until(const std::string& day) const {
    const ClearingDay last = ClearingDay::parse(day).value();
    const bool ours = std::ranges::all_of(pairs_, [&](const Pair& pair) { return last < pair.key.day; });
    return ours && shanghai_days_.is_agreed_before(WallClock::day_after(day));
}

/// In both books: whoever closes a day hears last that it is agreed.
bool World::is_all_cleared() const {
    const auto is_cleared_here = [](const auto& record) {
        const bool is_listed =
            record.second.state == SettlementState::booked || record.second.state == SettlementState::cancelled;
        return !is_listed || record.second.cleared_day;
    };
    const auto is_cleared_there = [](const Asker::Message& message) {
        return message.status != Asker::Status::yes || !message.cleared_day.empty();
    };
    return std::ranges::all_of(books_.settlements.records, is_cleared_here) &&
           std::ranges::all_of(shanghai_asks_.cases(), [&](const Asker::Case& one) {
               return std::ranges::all_of(one.settlements, is_cleared_there) &&
                      std::ranges::all_of(one.cancels, is_cleared_there);
           });
}

void World::finish(RunResult& result) {
    for (const auto& daemon : daemons_) {
        daemon->crash();
        if (!daemon->fault_of_program().empty())
            findings_.push_back(fmt::format("{}: {}", daemon->name(), daemon->fault_of_program()));
    }
    const AllBooks all{books_,
                       shanghai_,
                       province_,
                       core_,
                       bureau_,
                       beijing_,
                       shanghai_asks_,
                       shanghai_days_,
                       hub_,
                       office_,
                       shanghai_adjusts_,
                       treasury_,
                       plan_.adjustments.travel};
    const auto found = audit(all);
    findings_.insert(findings_.end(), found.begin(), found.end());
    result.findings = std::move(findings_);
    result.fingerprint = schedule_.fingerprint();
    result.crashes = crashes_;
    for (const Asker* asker : {&bureau_, &beijing_, &shanghai_asks_})
        for (const Asker::Case& bill : asker->cases()) {
            result.bills += bill.settlements.empty() ? 0 : 1;
            result.settlements += static_cast<long long>(bill.settlements.size() + bill.cancels.size());
            result.overtaken += std::ranges::count_if(bill.settlements, was_overtaken);
        }
    for (const auto& [no, record] : books_.settlements.records) {
        if (record.state == SettlementState::booked || record.state == SettlementState::cancelled) ++result.booked;
        if (record.state == SettlementState::reversed) ++result.reversed;
    }
    for (const auto& [key, day] : books_.settlements.days)
        result.carried += static_cast<long long>(day.carried.size());
    result.adjusted = static_cast<long long>(books_.settlements.adjustments.size());
    result.left_out = static_cast<long long>(books_.cases.rows.size());
}

RunResult World::run() {
    RunResult result;
    result.seed = seed_;
    for (const auto& daemon : daemons_)
        daemon->start();
    shanghai_days_.start();
    operate();
    plan_bills();
    plan_troubles();
    if (plan_.adjustments.travel) {
        office_.plan(plan_.adjustments.ours, plan_.chaos);
        shanghai_adjusts_.plan(plan_.adjustments.theirs, plan_.chaos);
    }
    begin_prefunds();
    schedule_.run_until(plan_.chaos);
    heal();
    const Millis healed = schedule_.now();
    while (!is_quiet() && schedule_.now() < healed + quiet_at_most)
        schedule_.run_until(schedule_.now() + 5 * second);
    if (!is_quiet()) findings_.push_back("it never became quiet");

    const std::string last_day = clock_.day();
    is_night_ = true;
    for (const auto& daemon : daemons_)
        daemon->is_night = true;
    shanghai_days_.set_night(true);
    hub_.night_falls(last_day);
    schedule_.note([] { return std::string("--- night ---"); });
    const Millis next_midnight = WallClock::millis_of(WallClock::day_after(last_day)) - clock_.local();
    // A line that a list lacked for hours clears on a later day.
    const Millis more_days = plan_.hurts_lines > 0 ? 3 * 24 * hour : 0;
    const Millis until = schedule_.now() + next_midnight + 6 * hour + more_days;
    const auto is_closed = [&] { return is_closed_until(last_day) && (plan_.hurts_lines == 0 || is_all_cleared()); };
    while (!is_closed() && schedule_.now() < until)
        schedule_.run_until(std::min(until, schedule_.now() + 5 * minute));
    if (!is_closed()) findings_.push_back("the days could not all be closed, or something is left that never cleared");
    finish(result);
    return result;
}

RunResult run_world(std::uint64_t seed, std::shared_ptr<const mapping::Tables> tables, const RunOptions& options) {
    World world(seed, std::move(tables), options);
    return world.run();
}

}  // namespace clearing::simulation
