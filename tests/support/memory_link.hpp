#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace clearing::tests {

/// A failure every store call has (DESIGN §3 rule 10).
Error store_failure();

/// What the tables of PostgreSQL would refuse, whatever the services believe. internal_error.
std::unexpected<Error> refused_by_the_table(std::string_view constraint);

/// Where a write can be struck, in this order. Struck before its commit it has changed nothing; struck after it, all of
/// it is written though its caller is told store_unavailable: the commit in doubt.
enum class WriteMoment : std::uint8_t { begin, between_statements, before_commit, after_commit };

class MemoryWrite;

/// How one daemon reaches the books in memory, and what may go wrong on the way. Every store takes one; several daemons
/// of one database have one each. Reads and writes have the names the pool's have: "settlement.open", "day.switch" ….
struct MemoryLink {
    /// Every call answers store_unavailable.
    bool unavailable = false;
    /// ≥ 0: after so many writes of settlements one fails.
    int writes_until_failure = -1;
    /// Asked at every moment of every write (between_statements: as often as it changes something). True: it is struck
    /// there. What it throws goes through to the caller, with the books as if it had answered true.
    std::function<bool(std::string_view write, WriteMoment moment)> fault;
    /// Awaited on the way to the books and on the way back, so that others can come in between; the call itself is done
    /// in one piece. A caller that is destroyed while it waits on the way there has written nothing, on the way back
    /// everything.
    std::function<ports::awaitable<void>(std::string_view call)> travel;

    /// One transaction: `work(MemoryWrite&)` answers a Result; a value is committed, an error is undone.
    template <class F>
    auto write(std::string_view name, F work) -> ports::awaitable<std::invoke_result_t<F&, MemoryWrite&>>;
    /// `work()` answers a Result and changes nothing.
    template <class F>
    auto read(std::string_view name, F work) -> ports::awaitable<std::invoke_result_t<F&>>;

private:
    template <class F>
    auto perform(std::string_view name, F& work) -> std::invoke_result_t<F&, MemoryWrite&>;
};

/// What a transaction changes it changes through this, statement by statement; without a commit all is put back.
class MemoryWrite {
public:
    MemoryWrite(const MemoryLink& link, std::string_view name) : link_(link), name_(name) {}
    ~MemoryWrite() { undo(); }
    MemoryWrite(const MemoryWrite&) = delete;
    MemoryWrite& operator=(const MemoryWrite&) = delete;

    /// The place, to be changed.
    template <class T>
    T& changed(T& place) {
        statement();
        undo_.push_back([&place, before = place]() mutable { place = std::move(before); });
        return place;
    }
    /// The value of a key, to be changed; made when there is none.
    template <class Key, class Value>
    Value& at(std::map<Key, Value>& table, const Key& key) {
        const auto found = table.find(key);
        if (found != table.end()) return changed(found->second);
        statement();
        undo_.push_back([&table, key] { table.erase(key); });
        return table[key];
    }
    template <class Key, class Value>
    void erase(std::map<Key, Value>& table, const Key& key) {
        const auto found = table.find(key);
        if (found == table.end()) return;
        statement();
        // The row itself is put back: what was changed in it before is undone in its place.
        undo_.push_back([&table, row = table.extract(found)]() mutable { table.insert(std::move(row)); });
    }
    template <class T>
    void append(std::vector<T>& rows, T row) {
        statement();
        undo_.push_back(
            [&rows, size = static_cast<std::ptrdiff_t>(rows.size())] { rows.erase(rows.begin() + size, rows.end()); });
        rows.push_back(std::move(row));
    }

    /// Throws MemoryLinkCut when the write is struck at this moment.
    void reach(WriteMoment moment);
    void commit() { undo_.clear(); }

private:
    void statement();
    void undo();

    const MemoryLink& link_;
    std::string_view name_;
    bool has_changed_something_ = false;
    std::vector<std::move_only_function<void()>> undo_;
};

/// Only between MemoryWrite and MemoryLink.
struct MemoryLinkCut {};

template <class F>
auto MemoryLink::perform(std::string_view name, F& work) -> std::invoke_result_t<F&, MemoryWrite&> {
    if (unavailable) return fail(store_failure());
    if (writes_until_failure >= 0 && name.starts_with("settlement.") && writes_until_failure-- == 0)
        return fail(store_failure());
    MemoryWrite write(*this, name);
    try {
        write.reach(WriteMoment::begin);
        auto answer = work(write);
        if (!answer) return answer;
        write.reach(WriteMoment::before_commit);
        write.commit();
        write.reach(WriteMoment::after_commit);
        return answer;
    } catch (const MemoryLinkCut&) {
        return fail(store_failure());
    }
}

template <class F>
auto MemoryLink::write(std::string_view name, F work) -> ports::awaitable<std::invoke_result_t<F&, MemoryWrite&>> {
    if (travel) co_await travel(name);
    auto answer = perform(name, work);
    if (travel) co_await travel(name);
    co_return answer;
}

template <class F>
auto MemoryLink::read(std::string_view name, F work) -> ports::awaitable<std::invoke_result_t<F&>> {
    using Answer = std::invoke_result_t<F&>;
    if (travel) co_await travel(name);
    Answer answer = unavailable ? Answer(fail(store_failure())) : work();
    if (travel) co_await travel(name);
    co_return answer;
}

}  // namespace clearing::tests
