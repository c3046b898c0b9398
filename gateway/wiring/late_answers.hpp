#pragma once

#include "adapters/yangtze_delta/client.hpp"
#include "gateway/infra/async/gate.hpp"
#include "gateway/ports/timers.hpp"
#include "gateway/services/settlement/late_answer.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace clearing::wiring {

/// Answers that partners gave after their deadline, on their way into the books: each for itself, for nobody waits for
/// it. As many at once as the clients remember questions for.
class LateAnswers {
public:
    /// References outlive it.
    LateAnswers(boost::asio::any_io_executor executor, const settlement::Surroundings& surroundings,
                ports::Timers& timers);
    LateAnswers(const LateAnswers&) = delete;
    LateAnswers& operator=(const LateAnswers&) = delete;

    void take(yangtze_delta::LateAnswer late);
    /// After the peers: waits for those under way.
    ports::awaitable<void> stop(std::chrono::milliseconds limit);

private:
    ports::awaitable<void> carry_out(yangtze_delta::LateAnswer late);

    settlement::LateAnswers answers_;
    async::Gate gate_;
};

}  // namespace clearing::wiring
