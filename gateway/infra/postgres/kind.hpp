#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/infra/postgres/session.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace clearing::postgres {

enum class Commit : std::uint8_t {
    shared,   ///< with whatever else waits (DESIGN §3 rule 13): small, locks only rows of its own, in ascending order
    logged,   ///< likewise, of what is only kept (messages, quotes) and no part of the books: in groups of its own
    in_turn,  ///< by itself between two groups of the books: short, and takes a lock that each of them shares
    alone,    ///< long, or takes a lock that others wait for
};

/// A write by its name, listed like Sql on top of each store. Its moments carry the name: "store.NAME.before_commit".
struct Write {
    const char* name;
    Commit commit = Commit::shared;
    /// What is answered when nobody can tell whether it was committed. `store_unavailable` says that nothing came of
    /// it: only for what does no harm when it stands after all.
    ErrorCode in_doubt = ErrorCode::store_unavailable;
};

/// What is asked for of one kind, and the answers in the same order.
template <class Item>
using Items = std::vector<const Item*>;
template <class T>
using Answers = std::vector<std::optional<Result<T>>>;

/// A kind of shared write that is done together for all that wait in a group, with one statement for all of them where
/// each would need one (DESIGN §3 rule 13). An Item says all there is to write, sealed already. Everything here may run
/// more than once.
template <class Item, class T>
struct WriteKind {
    const Write& what;
    /// Nothing for an item that is not as plain as most (its key is taken, another of the same is among them): it is
    /// then done alone. Such an item, and a no, wrote nothing.
    Answers<T> (*together)(Session& session, const Items<Item>& items);
    /// For what `together` left, even when asked for it alone. Null: it leaves nothing.
    Result<T> (*alone)(Session& session, const Item& item) = nullptr;
    /// Re-reads by id after a commit in doubt. Null: repeating it changes nothing. Nothing: it wrote nothing that could
    /// be found; its answer stands if that of another of its commit does, and otherwise it is run again.
    std::optional<bool> (*was_committed)(Session& session, const Item& item, const Result<T>& answer) = nullptr;
    /// Says what it may have to hold, before any kind of the group begins: so it can be held at once and in one order,
    /// and two groups never wait for each other in a circle. Null: nothing that others hold as well.
    void (*announce)(Session& session, const Items<Item>& items) = nullptr;
};

/// A kind of read that is asked once for all that wait. Every item is answered.
template <class Item, class T>
struct ReadKind {
    Answers<T> (*together)(Session& session, const Items<Item>& items);
};

/// One piece of work among others of its kind, whatever the kind.
class Member {
public:
    Member() = default;
    virtual ~Member() = default;
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    /// Members with the same mark can be done together.
    virtual const void* mark() const = 0;
    virtual void announce(Session& session, const std::vector<Member*>& all_of_the_kind) = 0;
    virtual void do_together(Session& session, const std::vector<Member*>& all_of_the_kind) = 0;
    /// Whether its answer is a yes. Nothing: it has none, and is to be done alone.
    virtual std::optional<bool> is_kept() const = 0;
};

template <class Item, class T>
class MemberOf : public Member {
public:
    using Together = Answers<T> (*)(Session&, const Items<Item>&);
    using Announce = void (*)(Session&, const Items<Item>&);

    MemberOf(Together together, Announce announce, Item asked)
        : item(std::move(asked)), together_(together), announce_(announce) {}

    const void* mark() const override { return reinterpret_cast<const void*>(together_); }

    void announce(Session& session, const std::vector<Member*>& all_of_the_kind) override {
        if (announce_ != nullptr) announce_(session, items_of(all_of_the_kind));
    }

    void do_together(Session& session, const std::vector<Member*>& all_of_the_kind) override {
        Answers<T> answers = together_(session, items_of(all_of_the_kind));
        for (std::size_t i = 0; i < answers.size(); ++i)
            static_cast<MemberOf*>(all_of_the_kind[i])->answer = std::move(answers[i]);
    }

    std::optional<bool> is_kept() const override {
        if (!answer) return std::nullopt;
        return answer->has_value();
    }

    /// By itself, as if nothing else waited: true when it is to be committed.
    bool do_alone(Session& session, Result<T> (*alone)(Session&, const Item&)) {
        do_together(session, {this});
        if (!answer && alone != nullptr) answer = alone(session, item);
        return answer.value().has_value();
    }

    const Item item;
    std::optional<Result<T>> answer;

private:
    static Items<Item> items_of(const std::vector<Member*>& members) {
        Items<Item> items;
        for (Member* member : members)
            items.push_back(&static_cast<MemberOf*>(member)->item);
        return items;
    }

    const Together together_;
    const Announce announce_;
};

/// Answers of as many items, none of them known yet.
template <class T, class Item>
Answers<T> no_answers(const Items<Item>& items) {
    return Answers<T>(items.size());
}

}  // namespace clearing::postgres
