#pragma once

#include "gateway/ports/day_store.hpp"
#include "gateway/ports/doubt_list.hpp"
#include "gateway/ports/message_log.hpp"
#include "gateway/ports/outbox.hpp"
#include "gateway/ports/settlement_store.hpp"
#include "gateway/ports/visit_store.hpp"
#include "tests/support/ask.hpp"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>

namespace clearing::tests {

/// The stores of one gateway's books, empty, as the contracts see them; made of memory or of PostgreSQL. Beside the
/// ports: what is written down that no port shows, and the faults a store has to live with.
///
/// A contract is a list of functions, each one test. In a suite:
/// `#define CASE(name) BOOST_AUTO_TEST_CASE(name) { World world; tests::name(world.contract()); }` and
/// `SETTLEMENT_STORE_CONTRACT(CASE)`.
struct StoreContract {
    ports::SettlementStore& settlements;
    ports::VisitStore& visits;
    ports::DayStore& days;
    ports::MessageLog& messages;
    ports::Outbox& outbox;
    ports::DoubtList& doubts;

    using Lines = std::vector<std::string>;
    std::function<Lines()> ledger;   ///< in the order posted: "R1 H hifp 60.00 2018-10-16 310 outpatient answered_yes"
    std::function<Lines()> history;  ///< in the order written: "330200a awaiting_answer>booked answered_yes"
    std::function<Lines()> alarms;
    std::function<Lines()> audited;           ///< "outbox_resumed shanghai"
    std::function<Lines()> sent;              ///< messages of ours, in the order written: "ours"
    std::function<Lines()> replies;           ///< to messages of ours, in the order written: "ours answered"
    std::function<Lines()> uploads;           ///< settlements whose lines wait to be told, oldest first
    std::function<std::string()> everything;  ///< equal before and after: nothing at all was written in between

    /// A commit's answer is lost, before the commit happens or after: the next one, or the one after so many.
    enum class Loss : std::uint8_t { before_it_happened, after_it_happened };
    std::function<void(Loss, int after_commits)> lose_commit;
    /// The next write breaks off before its n-th statement (from 1).
    std::function<void(int)> break_off_at_statement;
    /// Whether the last fault asked for has struck. It is over then, struck or not.
    std::function<bool()> has_struck;
    /// As long as it lives, a change that raises an alarm waits just before that, with all else written.
    std::function<std::shared_ptr<void>()> hold_alarms;
    /// Whether a write waits there.
    std::function<bool()> is_held;
};

/// Where a case is written down: asks the ports and says what is the same for all of them.
struct StoreDesk {
    const StoreContract& store;
    Ask ask{};

    template <class T>
    Result<T> result(ports::awaitable<Result<T>> work) {
        return ask.result(std::move(work));
    }
    template <class T>
    T value(ports::awaitable<Result<T>> work) {
        return ask.value(std::move(work));
    }
    /// All at once; in the order of `work`.
    template <class T>
    std::vector<Result<T>> all(std::vector<ports::awaitable<Result<T>>> work) {
        auto answers = std::make_shared<std::vector<std::optional<Result<T>>>>(work.size());
        auto done = std::make_shared<std::size_t>(0);
        for (std::size_t i = 0; i < work.size(); ++i)
            spawn<T>(std::move(work[i]), [answers, done, i](Result<T> answer) {
                (*answers)[i] = std::move(answer);
                ++*done;
            });
        ask.loop().run_until([&] { return *done == answers->size(); });
        std::vector<Result<T>> results;
        for (auto& answer : *answers)
            results.push_back(std::move(answer.value()));
        return results;
    }
    template <class T, class Take>
    void spawn(ports::awaitable<Result<T>> work, Take take) {
        boost::asio::co_spawn(ask.loop().context(), std::move(work),
                              [take](const std::exception_ptr& thrown, Result<T> answer) mutable {
                                  if (thrown) answer = fail(ErrorCode::internal_error, "thrown");
                                  take(std::move(answer));
                              });
    }

    void log_something();  ///< what was kept for the log before, and not waited for, is there then
    SettlementRecord opened(SettlementRecord record, bool day_from_open_day = true);
    SettlementRecord applied(ports::SettlementChange change);
    /// Whether the change was made: what it was decided from may be so no longer.
    bool is_applied(ports::SettlementChange change);
    std::optional<ErrorCode> refusal_of(ports::SettlementChange change);
    SettlementRecord booked(SettlementRecord record, bool day_from_open_day = true);
    SettlementRecord found(SettlementNo no);
    /// A visit "visit-NAME" with these lines of 100.00.
    Visit visit_with_lines(const std::string& name, const std::vector<std::string>& lines);
    /// A claim of the visit's bill 1.
    static SettlementRecord claim_of(const Visit& visit, const std::string& name);
};

/// Everything a caller can see of a record, but its number, as text, so that a difference names itself.
std::string shown(const SettlementRecord& record);
/// The part of it that no change may touch (the columns the daemon has no right to update).
std::string immutable_part(const SettlementRecord& record);

/// One write of a port, to be broken off and to be repeated.
struct NamedWrite {
    std::string name;
    std::function<std::optional<Error>(StoreDesk&)> ask;  ///< one call of the port; what it was refused with
    std::function<void(StoreDesk&)> prepare = {};         ///< what has to be read for it
    /// Whether a repetition that is refused with this finds its own work.
    std::function<bool(StoreDesk&, const Error&)> finds_itself = {};
};
/// Breaks the write off at every statement it has, one after the other: nothing may be left of it, and it may say
/// nothing but store_unavailable. At last it goes through, or before: the commit may have been asked for with the
/// statement, and then the store has looked it up and written it again. Answers how many statements it was broken off
/// at.
int break_off_everywhere(StoreDesk& desk, const NamedWrite& write);
/// Loses the write's commit, then repeats it: it may say store_unavailable, or that it is done, the first time; the
/// repetition says it is done.
void lose_commit_and_repeat(StoreDesk& desk, StoreContract::Loss loss, const NamedWrite& write);

/// What an answer was refused with.
template <class T>
std::optional<Error> refusal_in(const Result<T>& answer) {
    return answer ? std::nullopt : std::optional(answer.error());
}

}  // namespace clearing::tests
