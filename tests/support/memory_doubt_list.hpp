#pragma once

#include "gateway/ports/doubt_list.hpp"
#include "tests/support/memory_books.hpp"

#include <map>

namespace clearing::tests {

/// What the database keeps about open outcomes; several daemons share it.
struct MemoryDoubts {
    struct Row {
        std::string owner;
        std::optional<Instant> taken_until;
        Instant since{};
        int asked = 0;
        Instant next_question_at{};
        std::string last_answer;
        bool alarmed = false;
    };
    std::map<SettlementNo, Row> rows;
};

/// DoubtList in memory, over the records of the books.
class MemoryDoubtList final : public ports::DoubtList {
public:
    MemoryDoubtList(MemoryBooks& books, MemoryDoubts& doubts) : MemoryDoubtList(books, doubts, books) {}
    MemoryDoubtList(MemoryBooks& books, MemoryDoubts& doubts, MemoryLink& link)
        : books_(books), doubts_(doubts), link_(link) {}

    ports::awaitable<Result<std::vector<ports::Doubt>>> take_due(ports::DoubtQuery query) override;
    ports::awaitable<Result<void>> asked(ports::Question question) override;
    ports::awaitable<Result<std::vector<ports::Doubt>>> open(std::size_t limit) override;
    ports::awaitable<Result<std::vector<ports::OwedUndoing>>> owed_undoings(PeerName other_side,
                                                                            std::size_t limit) override;

private:
    void find_new(MemoryWrite& write, const ports::DoubtQuery& query);
    std::optional<ports::OwedUndoing> owed_for(const SettlementRecord& record) const;
    ports::Doubt seen(SettlementNo no, const MemoryDoubts::Row& row) const;

    MemoryBooks& books_;
    MemoryDoubts& doubts_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
