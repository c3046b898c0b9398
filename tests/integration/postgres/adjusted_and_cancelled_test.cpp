// A settlement that is adjusted while its cancel is booked: one of the two sees the other, whoever comes first, and
// nothing is left (decision 0016).
#include "gateway/infra/postgres/adjustment_rows.hpp"
#include "gateway/infra/postgres/adjustments.hpp"
#include "gateway/infra/postgres/settlement_change.hpp"
#include "tests/integration/postgres/books.hpp"

#include <functional>
#include <future>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using namespace test;

namespace {

constexpr Write held_write{"test.held", Commit::alone};

/// A transaction of somebody else that has written and does not commit before it is let go.
class HeldWrite {
public:
    HeldWrite(Books& books, std::function<bool(Session&)> work) : pool_(config_for(books.database.daemon_url(), 1)) {
        auto held = [this, work = std::move(work)](Session& session) -> Result<bool> {
            const bool written = work(session);
            is_written_.set_value(written);
            may_commit_.get_future().wait();
            return written;
        };
        boost::asio::co_spawn(loop_.context(), pool_.write(held_write, std::move(held)), boost::asio::detached);
        runs_ = std::async(std::launch::async, [this] { loop_.context().run(); });
        BOOST_REQUIRE(is_written_.get_future().get());
    }
    ~HeldWrite() { commit(); }
    HeldWrite(const HeldWrite&) = delete;
    HeldWrite& operator=(const HeldWrite&) = delete;

    void commit() {
        if (!runs_.valid()) return;
        may_commit_.set_value();
        runs_.get();
    }

private:
    Pool pool_;
    EventLoop loop_;
    std::promise<bool> is_written_;
    std::promise<void> may_commit_;
    std::future<void> runs_;
};

struct AdjustedBooks : Books {
    AdjustedBooks() : Books(4) {}

    /// `work` meets the held transaction's lock; then that one commits.
    template <class T>
    Result<T> behind(HeldWrite& held, ports::awaitable<Result<T>> work) {
        std::optional<Result<T>> answer;
        boost::asio::co_spawn(loop.context(), std::move(work),
                              [&](const std::exception_ptr&, Result<T> got) { answer = std::move(got); });
        bool waits = false;
        boost::asio::co_spawn(loop.context(), until_somebody_waits(), [&](const std::exception_ptr&) { waits = true; });
        loop.run_until([&] { return answer || waits; });
        BOOST_REQUIRE(!answer);
        held.commit();
        loop.run_until([&] { return answer.has_value(); });
        return std::move(*answer);
    }
    ports::awaitable<void> until_somebody_waits() const {
        constexpr auto waiting =
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity a USING (pid) "
            "WHERE NOT granted AND a.datname = current_database())";
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
        while (database.ask_as_owner(waiting) != "t") {
            timer.expires_after(std::chrono::milliseconds(10));
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
    }
    NewAdjustment of(const SettlementRecord& record, AdjustmentReason reason) const {
        return {record.no, reason, {{Component::hifp, Money::from_fen(1'000)}}, "f", Bearer::hospital, "auditor", noon};
    }
    ports::SettlementChange cancelling(const SettlementRecord& record) {
        return booking_of(opened(cancel_of(record, "c")));
    }
    Money owed(const SettlementRecord& record) {
        return value(adjustments.adjusted(record.no, Bearer::hospital)).owed[Component::hifp];
    }

    Adjustments adjustments{pool, {}};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(adjusted_and_cancelled)

BOOST_AUTO_TEST_CASE(a_cancel_takes_back_what_was_deducted_while_it_was_booked) {
    AdjustedBooks books;
    const SettlementRecord record = books.booked(visitor_record("a"));
    const ports::SettlementChange cancel = books.cancelling(record);
    HeldWrite deduction(books, [&](Session& session) {
        return post_adjustment(session, books.of(record, AdjustmentReason::deduction), {}).has_value();
    });
    const auto cancelled = books.behind(deduction, books.settlements.apply(cancel));
    BOOST_REQUIRE(cancelled.has_value());
    BOOST_TEST(cancelled->has_value());
    BOOST_TEST(books.owed(record).is_zero());
}

BOOST_AUTO_TEST_CASE(what_was_deducted_is_given_back_once_by_the_cancel_or_by_the_auditor) {
    AdjustedBooks books;
    const SettlementRecord record = books.booked(visitor_record("a"));
    books.value(books.adjustments.post(books.of(record, AdjustmentReason::deduction)));
    const ports::SettlementChange cancel = books.cancelling(record);
    HeldWrite cancelling(books, [&](Session& session) {
        const auto applied = apply_change(session, books.vault, cancel, "token");
        return applied && *applied;
    });
    const auto withdrawn =
        books.behind(cancelling, books.adjustments.post(books.of(record, AdjustmentReason::deduction_withdrawn)));
    BOOST_REQUIRE(!withdrawn.has_value());
    BOOST_TEST((withdrawn.error().code == ErrorCode::not_settled));
    BOOST_TEST(books.owed(record).is_zero());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
