#pragma once

#include "gateway/infra/postgres/crypto.hpp"
#include "gateway/infra/postgres/day_store.hpp"
#include "gateway/infra/postgres/doubt_list.hpp"
#include "gateway/infra/postgres/message_log.hpp"
#include "gateway/infra/postgres/outbox.hpp"
#include "gateway/infra/postgres/pool.hpp"
#include "gateway/infra/postgres/settlement_store.hpp"
#include "gateway/infra/postgres/visit_store.hpp"
#include "tests/integration/postgres/example_records.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/private_postgres.hpp"

#include <stdexcept>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace clearing::test {

struct FixedClock final : ports::Clock {
    Instant now() const override { return noon; }
    std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
};

inline postgres::Vault example_vault() {
    postgres::Key sealing{}, token{};
    sealing.fill(0x11);
    token.fill(0x22);
    return postgres::Vault({{1, sealing}}, token);
}

inline postgres::PoolConfig config_for(const std::string& url, std::size_t connections = 4) {
    postgres::PoolConfig config;
    config.url = url;
    config.connections = connections;
    return config;
}

/// Every store on a fresh database, and a loop to run them.
struct Books {
    explicit Books(std::size_t connections = 4) : pool(config_for(database.daemon_url(), connections)) {}

    TestDatabase database;
    EventLoop loop;
    postgres::Vault vault = example_vault();
    FixedClock clock;
    postgres::Pool pool;
    postgres::MessageLog messages{pool, vault};
    postgres::VisitStore visits{pool, vault};
    postgres::SettlementStore settlements{pool, vault};
    postgres::DayStore days{pool, clock};
    postgres::DoubtList doubts{pool, vault};
    postgres::Outbox outbox{pool, vault};

    /// The value; an error ends the test.
    template <class T>
    T value(ports::awaitable<Result<T>> work) {
        Result<T> result = loop.run(std::move(work));
        if (!result) throw std::runtime_error(stable_code(result.error().code) + " " + result.error().detail);
        if constexpr (!std::is_void_v<T>) return std::move(*result);
    }

    template <class T>
    Result<T> result(ports::awaitable<Result<T>> work) {
        return loop.run(std::move(work));
    }

    /// All at once; in the order of `work`.
    template <class T>
    std::vector<Result<T>> all(std::vector<ports::awaitable<Result<T>>> work) {
        std::vector<std::optional<Result<T>>> answers(work.size());
        std::size_t done = 0;
        for (std::size_t i = 0; i < work.size(); ++i)
            boost::asio::co_spawn(loop.context(), std::move(work[i]),
                                  [&answers, &done, i](const std::exception_ptr& thrown, Result<T> answer) {
                                      ++done;
                                      if (!thrown) answers[i] = std::move(answer);
                                  });
        loop.run_until([&] { return done == answers.size(); });
        std::vector<Result<T>> results;
        for (auto& answer : answers)
            results.push_back(std::move(answer.value()));
        return results;
    }

    SettlementRecord opened(SettlementRecord record, bool day_from_open_day = true) {
        const ports::Opened answer = value(settlements.open(std::move(record), day_from_open_day));
        if (answer.kind != ports::Opened::Kind::accepted) throw std::runtime_error("the record was not accepted");
        return answer.record;
    }

    SettlementRecord applied(ports::SettlementChange change) {
        return value(settlements.apply(std::move(change))).value();
    }

    SettlementRecord booked(SettlementRecord record, bool day_from_open_day = true) {
        const SettlementRecord intent = opened(std::move(record), day_from_open_day);
        return applied(booking_of(intent));
    }
};

}  // namespace clearing::test
