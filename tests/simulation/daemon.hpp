#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/statement.hpp"
#include "gateway/services/mapping/tables.hpp"
#include "tests/simulation/adjustment_services.hpp"
#include "tests/simulation/gateway_books.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/prefund_services.hpp"
#include "tests/simulation/sabotage.hpp"

#include <functional>
#include <memory>
#include <string>

namespace clearing::simulation {

struct DaemonPlan {
    Party party{};
    Instant begin_of_run{};
    Millis ahead = 0;  ///< its wall clock's error
    Millis loop_pause = 1'000;
    bool has_cases = false;  ///< differences are followed up
    bool exchanges_adjustments = false;
    Millis adjustments_unanswered_at_most = 0;  ///< then they are parked
    Sabotage sabotage = Sabotage::none;
};

/// One gateway daemon: the real services on simulated clock, timers, network and disk. A crash destroys everything but
/// the books; a restart begins a new life on the same ones.
class Daemon final : public Endpoint {
public:
    Daemon(Schedule& schedule, Network& network, GatewayBooks& books, std::shared_ptr<const mapping::Tables> tables,
           DaemonPlan plan);
    ~Daemon() override;

    DiskTrouble disk;
    bool is_night = false;  ///< nothing is expected to happen: loops with nothing to do sleep long

    void start();
    void crash();
    /// The database is away, or back.
    void lose_disk(bool lost);
    bool is_up() const override { return life_ != nullptr; }
    void receive(Party from, QuestionPtr question, Reply reply) override;

    /// An operator's order; `done` is not called when the daemon dies over it.
    void close_day(DayKey key, std::function<void(Result<Statement>)> done);
    /// A person's: nothing is left of the difference.
    void end_case(long long no);
    /// A person's, about an adjustment; `done` as of a close.
    void adjust(AdjustmentOrder order, std::function<void(Result<void>)> done);
    void move_prefund(PrefundOrder order, std::function<void(Result<long long>)> done);

    /// What escaped from a coroutine of any life.
    const std::string& fault_of_program() const { return fault_; }
    std::string name() const;

private:
    struct Life;
    bool is_struck(std::string_view write, tests::WriteMoment moment);

    Schedule& schedule_;
    Network& network_;
    GatewayBooks& books_;
    mapping::TablesInForce tables_;
    DaemonPlan plan_;
    int lives_ = 0;
    bool dying_ = false;
    std::string fault_;
    std::unique_ptr<Life> life_;
};

}  // namespace clearing::simulation
