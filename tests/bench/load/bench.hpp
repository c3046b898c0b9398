#pragma once

#include "tests/bench/load/cases.hpp"
#include "tests/bench/load/figures.hpp"
#include "tests/bench/load/process_use.hpp"
#include "tests/bench/load/wire.hpp"

#include <chrono>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace clearing::bench {

using boost::asio::awaitable;

struct Settings {
    std::string pki, data, today, peers_socket;
    unsigned short bureau_port = 0, delta_port = 0;
    std::size_t delta_connections = 2;
    ProcessGroups processes;
};

/// A hospital of ours and Shanghai as the treating side, both with a book of their own: they register visits, ask for
/// quotes, settle, and close Shanghai's day. One settlement = quote + settle of a registered visit with five lines;
/// visitors and residents in turn. Everything runs on one executor.
class Bench {
public:
    /// Error: one sentence.
    static std::expected<std::unique_ptr<Bench>, std::string> build(boost::asio::any_io_executor executor,
                                                                    Settings settings);

    /// Registers so many visits with their lines, for the parts that are measured.
    awaitable<Json> prepare(std::size_t visits, std::size_t parallel);
    /// Closed loop: so many in flight at any time, until the time is over or nothing is prepared any more.
    awaitable<Json> full(std::size_t parallel, double seconds);
    /// Open loop: settlements begin at random moments, `per_second` on average, whatever was answered before.
    awaitable<Json> rate(double per_second, double seconds);
    /// Whole chains: 1101 2201 2203 2204 2206 2207 of visitors; person, visit, quote, settle, fees of residents.
    awaitable<Json> chain(std::size_t visits, std::size_t parallel);
    /// Settlements of visitors whose outcome is unknown are sent again, as a hospital would, until it is known.
    awaitable<Json> resolve();
    awaitable<Json> idle(std::size_t connections);
    awaitable<Json> close_day(std::string day);
    /// What was answered as booked, by direction: what all books must hold.
    Json booked() const;
    Json memory() const;

private:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Visit = std::shared_ptr<Case>;
    struct Phase;
    using Unit = std::function<awaitable<void>(std::shared_ptr<Phase>)>;

    Bench(boost::asio::any_io_executor executor, Settings settings, Cases cases, peers::Clock clock);
    std::expected<void, std::string> connect();

    static awaitable<void> work(std::shared_ptr<Phase> phase, Unit unit);
    awaitable<void> run(std::shared_ptr<Phase> phase, std::size_t parallel, Unit unit);
    awaitable<Json> report(std::shared_ptr<Phase> phase);
    Visit next_visit();
    Visit take_prepared();

    awaitable<bool> register_visit(Visit visit, bool with_person, std::shared_ptr<Phase> phase);
    awaitable<void> settle_visit(Visit visit, TimePoint due, std::shared_ptr<Phase> phase);
    awaitable<void> visitor_settles(Visit visit, TimePoint due, std::shared_ptr<Phase> phase);
    awaitable<void> resident_settles(Visit visit, TimePoint due, std::shared_ptr<Phase> phase);
    awaitable<void> send_fees(Visit visit, std::shared_ptr<Phase> phase);
    awaitable<Answer> hospital_asks(Visit visit, const char* infno, std::string input, std::shared_ptr<Phase> phase);
    awaitable<peers::delta::Called> shanghai_asks(pb::Envelope envelope, const char* what,
                                                  std::shared_ptr<Phase> phase);
    void book_visitor(std::string_view answer);

    struct Unknown {
        std::string body;
    };

    boost::asio::any_io_executor executor_;
    Settings settings_;
    Cases cases_;
    peers::Clock clock_;
    peers::Book book_;  ///< Shanghai's own
    std::vector<std::unique_ptr<peers::delta::Client>> shanghai_;
    std::unique_ptr<peers::delta::TreatingSide> treats_;
    std::unique_ptr<HttpConnections> hospital_, idle_, peers_;
    std::deque<Visit> prepared_;
    std::vector<Unknown> unknown_;
    Amounts visitors_booked_;
    std::size_t turn_ = 0, next_link_ = 0;
};

}  // namespace clearing::bench
