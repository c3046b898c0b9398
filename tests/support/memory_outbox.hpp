#pragma once

#include "gateway/ports/outbox.hpp"
#include "tests/support/memory_books.hpp"

#include <map>

namespace clearing::tests {

/// What the database keeps about what has to be told; several daemons share it. A row is made of each settlement in
/// MemoryBooks::upload_queue, which is written in the commit of the booking.
struct MemoryOutboxRows {
    struct Row {
        ports::OutboxState state{};
        std::string owner;
        std::optional<Instant> taken_until, resumed_at;
        long long no = 0;  ///< in the order they were queued
        int attempts = 0;
        int asked_anew = 0;
        std::string last_failure;
        Instant created_at{}, next_try_at{};
    };
    std::map<SettlementNo, Row> rows;
    std::map<PeerName, ports::ForwardingSwitch> switches;
    std::vector<std::string> audited;  ///< "forwarding_off shanghai"
};

/// Outbox in memory, over the records and lines of the books. Held to outbox_contract.hpp.
class MemoryOutbox final : public ports::Outbox {
public:
    MemoryOutbox(MemoryBooks& books, MemoryOutboxRows& outbox) : MemoryOutbox(books, outbox, books) {}
    MemoryOutbox(MemoryBooks& books, MemoryOutboxRows& outbox, MemoryLink& link)
        : books_(books), outbox_(outbox), link_(link) {}

    ports::awaitable<Result<std::vector<ports::FeeBatch>>> take_due(ports::OutboxQuery query) override;
    ports::awaitable<Result<void>> done(std::vector<long long> batches, Instant at) override;
    ports::awaitable<Result<void>> failed(long long no, std::string reason, Instant next_try_at, Instant at) override;
    ports::awaitable<Result<void>> park(long long no, std::string reason, std::string alarm, Instant at) override;
    ports::awaitable<Result<long long>> resume(std::optional<long long> no, PeerName peer, std::string actor,
                                               Instant at) override;
    ports::awaitable<Result<void>> set_forwarding(ports::ForwardingSwitch wanted) override;
    ports::awaitable<Result<std::vector<ports::ForwardingSwitch>>> switches() override;
    ports::awaitable<Result<std::vector<ports::OutboxItem>>> list(std::optional<ports::OutboxState> state,
                                                                  std::size_t limit) override;

private:
    /// Brings the rows up to what the books say: new ones, and those withdrawn with their lines.
    void follow_books();
    bool is_due(SettlementNo no, const MemoryOutboxRows::Row& row, const ports::OutboxQuery& query) const;
    bool waits_behind_another(SettlementNo no) const;
    std::pair<const SettlementNo, MemoryOutboxRows::Row>* row_of(long long no);
    MemoryOutboxRows::Row* pending(MemoryWrite& write, long long no);
    ports::FeeBatch batch_of(SettlementNo no, const MemoryOutboxRows::Row& row) const;

    MemoryBooks& books_;
    MemoryOutboxRows& outbox_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
