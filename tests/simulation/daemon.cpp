#include "tests/simulation/daemon.hpp"

#include "gateway/services/reconciliation/case_desk.hpp"
#include "gateway/services/reconciliation/case_steps.hpp"
#include "gateway/services/reconciliation/day_service.hpp"
#include "gateway/services/reconciliation/partner_days_service.hpp"
#include "gateway/services/settlement/desk_service.hpp"
#include "gateway/services/settlement/fee_forwarder.hpp"
#include "gateway/services/settlement/resolver.hpp"
#include "tests/simulation/front_door.hpp"
#include "tests/simulation/network_sides.hpp"
#include "tests/simulation/translate.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/memory_day_store.hpp"
#include "tests/support/memory_far_side.hpp"
#include "tests/support/memory_settlement_store.hpp"
#include "tests/support/memory_visit_store.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

using ports::awaitable;

class SimulatedClock final : public ports::Clock {
public:
    SimulatedClock(const Schedule& schedule, Instant begin, Millis ahead)
        : schedule_(schedule), begin_(begin + std::chrono::milliseconds(ahead)) {}

    Instant now() const override { return begin_ + std::chrono::milliseconds(schedule_.now()); }
    std::chrono::steady_clock::time_point steady() const override {
        return std::chrono::steady_clock::time_point(std::chrono::hours(1)) +
               std::chrono::milliseconds(schedule_.now());
    }

private:
    const Schedule& schedule_;
    Instant begin_;
};

class SimulatedTimers final : public ports::Timers {
public:
    explicit SimulatedTimers(Process& process) : process_(process) {}
    awaitable<void> wait(std::chrono::milliseconds span) override { return process_.sleep(span.count()); }

private:
    Process& process_;
};

/// Never the same twice, in any life of any daemon.
class SimulatedRandomness final : public ports::Randomness {
public:
    explicit SimulatedRandomness(std::string name) : name_(std::move(name)) {}
    std::string letters(std::size_t count) override {
        std::string text = fmt::format("{}-{}", name_, ++made_);
        text.resize(count, 'X');
        return text;
    }

private:
    std::string name_;
    int made_ = 0;
};

class NoCodeGaps final : public ports::CodeGapLog {
public:
    awaitable<Result<void>> note_gaps(std::vector<ports::CodeGap>) override { co_return Result<void>{}; }
};

/// The broken one of a sabotaged gateway, else the real one.
template <class Port, class Real>
Port& either(const std::unique_ptr<Port>& broken, Real& real) {
    return broken ? *broken : static_cast<Port&>(real);
}

constexpr Millis longest_idle_pause = 15 * minute;
constexpr int fee_batches_per_step = 5;
constexpr int adjustments_per_step = 5;

}  // namespace

/// Everything that dies in a crash. The process goes first: what its coroutines refer to outlives them.
struct Daemon::Life {
    Life(Daemon& daemon, std::string own_name)
        : owner(daemon),
          process_holder(std::make_shared<Process>(daemon.schedule_)),
          process(*process_holder),
          clock(daemon.schedule_, daemon.plan_.begin_of_run, daemon.plan_.ahead),
          timers(process),
          randomness(own_name),
          doubts(daemon.books_.settlements, daemon.books_.doubts, link),
          outbox(daemon.books_.settlements, daemon.books_.outbox, link),
          alarms(daemon.books_.alarms, link),
          messages(daemon.books_.settlements.messages, link),
          visits(daemon.books_.settlements, link),
          settlements(daemon.books_.settlements, link),
          days(daemon.books_.settlements, link),
          far_side(daemon.books_.settlements, daemon.books_.doubts, link),
          cases(cases_over(daemon, link)),
          shanghai(line_to(Party::shanghai), NetworkOtherSide::Visits::by_our_id, messages),
          hub(line_to(Party::hub), NetworkOtherSide::Visits::by_their_id, messages),
          core(line_to(Party::core), NetworkOtherSide::Visits::by_their_id, messages),
          shanghai_days(line_to(Party::shanghai), NetworkDays::Kind::delta),
          hub_days(line_to(Party::hub), NetworkDays::Kind::national),
          broken_settlements(sabotaged(daemon.plan_.sabotage, settlements, daemon.books_.settlements)),
          broken_days(sabotaged(daemon.plan_.sabotage, days)),
          broken_far_side(sabotaged(daemon.plan_.sabotage, far_side)),
          broken_cases(cases ? sabotaged(daemon.plan_.sabotage, *cases) : nullptr),
          broken_shanghai(sabotaged(daemon.plan_.sabotage, shanghai)),
          broken_hub(sabotaged(daemon.plan_.sabotage, hub)),
          broken_core(sabotaged(daemon.plan_.sabotage, core)),
          other_sides(all_sides()),
          surroundings{daemon.tables_,
                       clock,
                       digest,
                       randomness,
                       visits,
                       either(broken_settlements, settlements),
                       either(broken_days, days),
                       code_gaps,
                       alarms,
                       other_sides,
                       {}},
          desk(surroundings),
          broken_desk(sabotaged(daemon.plan_.sabotage, desk)),
          resolver(surroundings, doubts, resolver_rules(own_name)),
          forwarder(surroundings, outbox, timers, forward_rules(own_name)),
          day_world{daemon.tables_, clock, timers, digest, either(broken_days, days), other_sides},
          day_service(day_world),
          partner_days(day_world),
          prefunds(daemon.books_, link, clock, daemon.tables_),
          door(either(broken_desk, desk), partner_days, clock, digest, messages, daemon.books_) {
        day_world.far_sides = &either(broken_far_side, far_side);
        if (cases) follow_up_differences(own_name);
        if (daemon.plan_.exchanges_adjustments) exchange_adjustments(own_name);
        link.fault = [this](std::string_view write, tests::WriteMoment moment) {
            return owner.is_struck(write, moment);
        };
        if (daemon.disk.waits > 0) link.travel = [this](std::string_view) { return travel(); };
    }
    ~Life() { process_holder.reset(); }

    /// Where a run has none, nothing of them is called: it is the run it was.
    static std::unique_ptr<tests::MemoryDifferenceCases> cases_over(Daemon& daemon, tests::MemoryLink& link) {
        if (!daemon.plan_.has_cases) return nullptr;
        return std::make_unique<tests::MemoryDifferenceCases>(daemon.books_.settlements, daemon.books_.cases, link);
    }

    void follow_up_differences(const std::string& own_name) {
        ports::DifferenceCases& kept = either(broken_cases, *cases);
        day_world.cases = &kept;
        day_world.settlements = &surroundings.settlements;
        const reconciliation::CaseWorld case_world{clock, digest,      day_world.days, surroundings.settlements,
                                                   kept,  other_sides, own_region(),   nullptr};
        reconciliation::CaseRules rules;
        rules.process = own_name;
        rules.back_off = {std::chrono::seconds(20), std::chrono::minutes(10)};
        case_steps.emplace(case_world, rules);
        case_desk.emplace(kept, surroundings.settlements, clock, nullptr);
    }
    void exchange_adjustments(const std::string& own_name) {
        other_sides.platforms.at(PlatformName("delta")).exchanges_adjustments = true;
        reconciliation::TellerRules rules;
        rules.owner = own_name;
        rules.back_off = {std::chrono::seconds(3), std::chrono::seconds(60)};
        rules.limit = std::chrono::milliseconds(owner.plan_.adjustments_unanswered_at_most);
        adjusting.emplace(owner.books_, link, clock, other_sides, surroundings.settlements, std::move(rules),
                          owner.plan_.sabotage);
        day_world.adjustments = &adjusting->adjustments();
        day_world.teller = &adjusting->teller();
        door.adjustments = &adjusting->partner();
    }
    DivisionCode own_region() const { return owner.tables_.current()->router->own_region(); }

    Line line_to(Party party) { return {process, owner.network_, clock, owner.plan_.party, party}; }

    ports::OtherSides all_sides() {
        ports::OtherSides sides;
        const PlatformName delta("delta"), national("national");
        sides.platforms[delta] = {delta,
                                  PeerName("shanghai"),
                                  DayRule::treatment_side_at_intent,
                                  "delta",
                                  &either(broken_shanghai, shanghai),
                                  &shanghai_days,
                                  {}};
        sides.platforms[national] = {national,   PeerName("national"),     DayRule::answerer_by_setl_time,
                                     "national", &either(broken_hub, hub), &hub_days,
                                     {}};
        sides.core_peer = PeerName("core");
        sides.core = &either(broken_core, core);
        return sides;
    }

    static settlement::ResolverRules resolver_rules(const std::string& name) {
        settlement::ResolverRules rules;
        rules.owner = name;
        rules.back_off = {std::chrono::seconds(2), std::chrono::seconds(60)};
        return rules;
    }

    static settlement::ForwardRules forward_rules(const std::string& name) {
        settlement::ForwardRules rules;
        rules.owner = name;
        return rules;
    }

    /// On the way to the books and back; a dying daemon does not come back from there.
    awaitable<void> travel() {
        if (owner.dying_) co_await process.hang();
        Random& random = owner.schedule_.random;
        if (random.chance(owner.disk.waits)) co_await process.sleep(random.between(0, owner.disk.longest_wait));
    }

    void start_loops() {
        for (const PeerName& peer : settlement::peers_to_ask(other_sides)) {
            process.spawn(keep_resolving(peer));
            process.spawn(keep_forwarding(peer));
        }
        if (case_steps) process.spawn(keep_stepping());
        if (adjusting) process.spawn(keep_telling());
    }

    /// More seldom while there is nothing to do, so that a quiet night costs little.
    awaitable<void> keep_resolving(PeerName peer) {
        Millis pause = owner.plan_.loop_pause;
        while (true) {
            co_await process.sleep(pause);
            auto moved = co_await resolver.step(peer, settlement::Resolver::Which::due);
            const bool idle = owner.books_.doubts.rows.empty() && moved && *moved == 0;
            pause = idle ? std::min(pause * 2, longest_idle()) : owner.plan_.loop_pause;
        }
    }

    awaitable<void> keep_forwarding(PeerName peer) {
        Millis pause = owner.plan_.loop_pause;
        while (true) {
            co_await process.sleep(pause);
            auto taken = co_await forwarder.step(peer, fee_batches_per_step);
            const bool idle = taken && *taken == 0;
            pause = idle ? std::min(pause * 2, longest_idle()) : owner.plan_.loop_pause;
        }
    }

    awaitable<void> keep_stepping() {
        Millis pause = owner.plan_.loop_pause;
        while (true) {
            co_await process.sleep(pause);
            auto moved = co_await case_steps->step();
            const bool idle = moved && *moved == 0;
            pause = idle ? std::min(pause * 2, longest_idle()) : owner.plan_.loop_pause;
        }
    }

    awaitable<void> keep_telling() {
        Millis pause = owner.plan_.loop_pause;
        while (true) {
            co_await process.sleep(pause);
            auto told = co_await adjusting->teller().step(PeerName("shanghai"), adjustments_per_step);
            const bool idle = told && *told == 0;
            pause = idle ? std::min(pause * 2, longest_idle()) : owner.plan_.loop_pause;
        }
    }

    awaitable<void> adjust(AdjustmentOrder order, std::function<void(Result<void>)> done) {
        auto carried_out = co_await adjusting->carry_out(std::move(order));
        if (!owner.dying_) done(std::move(carried_out));
    }

    awaitable<void> move_prefund(PrefundOrder order, std::function<void(Result<long long>)> done) {
        auto moved = co_await prefunds.carry_out(std::move(order));
        if (!owner.dying_) done(std::move(moved));
    }

    awaitable<void> end_case(long long no) { co_await case_desk->resolve({no, "wang", "found, and alike", {}}); }

    Millis longest_idle() const { return owner.is_night ? longest_idle_pause : 8 * second; }

    awaitable<void> serve(Party from, QuestionPtr question, Reply reply) {
        Answer answer = co_await door.serve(from, std::move(question));
        if (!owner.dying_) reply(std::move(answer));
    }

    awaitable<void> close(DayKey key, std::function<void(Result<Statement>)> done) {
        auto statement = co_await day_service.close(std::move(key), {});
        if (!owner.dying_) done(std::move(statement));
    }

    Daemon& owner;
    std::shared_ptr<Process> process_holder;
    Process& process;
    SimulatedClock clock;
    SimulatedTimers timers;
    tests::OpensslDigest digest;
    SimulatedRandomness randomness;
    NoCodeGaps code_gaps;
    tests::MemoryLink link;
    tests::MemoryDoubtList doubts;
    tests::MemoryOutbox outbox;
    tests::MemoryAlarms alarms;
    tests::MemoryMessageLog messages;
    tests::MemoryVisitStore visits;
    tests::MemorySettlementStore settlements;
    tests::MemoryDayStore days;
    tests::MemoryFarSide far_side;
    std::unique_ptr<tests::MemoryDifferenceCases> cases;  ///< null: differences are listed only
    NetworkOtherSide shanghai, hub, core;
    NetworkDays shanghai_days, hub_days;
    std::unique_ptr<ports::SettlementStore> broken_settlements;
    std::unique_ptr<ports::DayStore> broken_days;
    std::unique_ptr<ports::FarSideStore> broken_far_side;
    std::unique_ptr<ports::DifferenceCases> broken_cases;
    std::unique_ptr<ports::OtherSide> broken_shanghai, broken_hub, broken_core;
    ports::OtherSides other_sides;
    settlement::Surroundings surroundings;
    settlement::DeskService desk;
    std::unique_ptr<ports::Desk> broken_desk;
    settlement::Resolver resolver;
    settlement::FeeForwarder forwarder;
    reconciliation::DayWorld day_world;
    reconciliation::DayService day_service;
    reconciliation::PartnerDaysService partner_days;
    std::optional<reconciliation::CaseSteps> case_steps;
    std::optional<reconciliation::CaseDesk> case_desk;
    std::optional<AdjustmentServices> adjusting;  ///< none: they do not travel
    PrefundServices prefunds;
    FrontDoor door;
};

Daemon::Daemon(Schedule& schedule, Network& network, GatewayBooks& books, std::shared_ptr<const mapping::Tables> tables,
               DaemonPlan plan)
    : schedule_(schedule), network_(network), books_(books), tables_(std::move(tables)), plan_(plan) {}

Daemon::~Daemon() = default;

std::string Daemon::name() const {
    return std::string(name_of(plan_.party));
}

void Daemon::start() {
    ++lives_;
    dying_ = false;
    schedule_.note([&] { return fmt::format("{} starts", name()); });
    life_ = std::make_unique<Life>(*this, fmt::format("{}.{}", name(), lives_));
    life_->link.unavailable = disk.is_down;
    life_->start_loops();
}

void Daemon::lose_disk(bool lost) {
    disk.is_down = lost;
    if (life_) life_->link.unavailable = lost;
}

void Daemon::crash() {
    if (!life_) return;
    schedule_.note([&] { return fmt::format("{} crashes", name()); });
    if (const std::exception_ptr escaped = life_->process.escaped()) try {
            std::rethrow_exception(escaped);
        } catch (const std::exception& error) {
            fault_ = error.what();
        }
    life_.reset();
    network_.party_crashed(plan_.party);
}

void Daemon::receive(Party from, QuestionPtr question, Reply reply) {
    if (dying_) return;
    life_->process.spawn(life_->serve(from, std::move(question), std::move(reply)));
}

void Daemon::close_day(DayKey key, std::function<void(Result<Statement>)> done) {
    schedule_.note(
        [&] { return fmt::format("{} is to close {} of {}", name(), key.day.to_text(), key.platform.text); });
    life_->process.spawn(life_->close(std::move(key), std::move(done)));
}

void Daemon::end_case(long long no) {
    life_->process.spawn(life_->end_case(no));
}

void Daemon::adjust(AdjustmentOrder order, std::function<void(Result<void>)> done) {
    life_->process.spawn(life_->adjust(std::move(order), std::move(done)));
}

void Daemon::move_prefund(PrefundOrder order, std::function<void(Result<long long>)> done) {
    life_->process.spawn(life_->move_prefund(std::move(order), std::move(done)));
}

/// Asked at every moment of every write. A daemon that dies there writes nothing any more.
bool Daemon::is_struck(std::string_view write, tests::WriteMoment moment) {
    if (dying_ || disk.is_down) return true;
    Random& random = schedule_.random;
    if (disk.crashes > 0 && random.chance(disk.crashes)) {
        schedule_.note([&] { return fmt::format("{} dies in {}", name(), write); });
        dying_ = true;
        schedule_.after(0, [this] { crash(); });
        return true;
    }
    const bool fails = disk.fails > 0 && random.chance(disk.fails);
    if (fails)
        schedule_.note(
            [&] { return fmt::format("{}: {} is struck at moment {}", name(), write, static_cast<int>(moment)); });
    return fails;
}

}  // namespace clearing::simulation
