#pragma once

#include "adapters/yangtze_delta/client.hpp"
#include "gateway/infra/async/gate.hpp"
#include "gateway/infra/config/config.hpp"
#include "gateway/ports/timers.hpp"
#include "gateway/services/settlement/late_answer.hpp"
#include "gateway/wiring/books.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace clearing::wiring {

/// Answers that partners gave after their deadline, on their way into the books: each for itself, for nobody waits for
/// it. As many at once as the clients remember questions for.
class LateAnswers {
public:
    /// What it needs of the world. References outlive it.
    struct Ports {
        const mapping::TablesInForce& tables_in_force;
        Books& books;
        const ports::OtherSides& other_sides;
        ports::Clock& clock;
        ports::Timers& timers;
        ports::Digest& digest;
        ports::Randomness& randomness;
    };
    LateAnswers(boost::asio::any_io_executor executor, const config::Config& config, Ports ports);
    LateAnswers(const LateAnswers&) = delete;
    LateAnswers& operator=(const LateAnswers&) = delete;

    void take(yangtze_delta::LateAnswer late);
    /// After the peers: waits for those under way.
    ports::awaitable<void> stop(std::chrono::milliseconds limit);

private:
    ports::awaitable<void> carry_out(yangtze_delta::LateAnswer late);

    settlement::Surroundings surroundings_;
    settlement::LateAnswers answers_;
    async::Gate gate_;
};

}  // namespace clearing::wiring
