#pragma once

#include "gateway/ports/settlement_store.hpp"
#include "tests/support/memory_books.hpp"

namespace clearing::tests {

/// SettlementStore in memory, with the semantics of the port's comments and of SETTLEMENT §1–§3:
/// unique message, key and id; one live settlement of a bill, one live cancel of a settlement; what is booked or undone
/// after its day's lines were fixed is posted on the pair's then open day.
class MemorySettlementStore final : public ports::SettlementStore {
public:
    explicit MemorySettlementStore(MemoryBooks& books) : books_(books) {}

    ports::awaitable<Result<ports::Opened>> open(SettlementRecord record, bool day_from_open_day) override;
    ports::awaitable<Result<ports::Opened>> open_refused(SettlementRecord record) override;
    ports::awaitable<Result<ports::Opened>> open_fence(SettlementRecord record) override;
    ports::awaitable<Result<std::optional<SettlementRecord>>> apply(ports::SettlementChange change) override;
    ports::awaitable<Result<std::optional<SettlementRecord>>> find(SettlementNo no) override;
    ports::awaitable<Result<std::optional<SettlementRecord>>> find_by_message(MessageKey key) override;
    ports::awaitable<Result<std::optional<SettlementRecord>>> find_by_id(SettlementId our_id) override;
    ports::awaitable<Result<std::optional<SettlementRecord>>> find_by_key(SettlementKey key,
                                                                          Direction direction) override;
    ports::awaitable<Result<std::vector<SettlementRecord>>> find_by_visit(VisitId our_visit) override;
    ports::awaitable<Result<std::vector<SettlementRecord>>> list(ports::SettlementFilter filter) override;
    ports::awaitable<Result<std::vector<SettlementRecord>>> unresolved(Instant awaiting_before) override;

private:
    const SettlementRecord* same_message(const SettlementRecord& record) const;
    const SettlementRecord* holder_of_bill(const SettlementRecord& record) const;
    ports::Opened insert(SettlementRecord record, std::string event);
    Result<void> write_failure();
    void write_state(SettlementRecord& record, const ports::SettlementChange& change);
    void post(const SettlementRecord& record, const ports::SettlementChange& change);
    bool lines_differ(const SettlementRecord& record);
    void move_lines(const SettlementRecord& record, const ports::SettlementChange& change);
    template <class Wanted>
    std::optional<SettlementRecord> first_where(Wanted wanted) const;

    MemoryBooks& books_;
};

}  // namespace clearing::tests
