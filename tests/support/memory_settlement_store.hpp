#pragma once

#include "gateway/ports/settlement_store.hpp"
#include "tests/support/memory_books.hpp"

#include <string_view>

namespace clearing::tests {

/// SettlementStore in memory, with the semantics of the port's comments and of SETTLEMENT §1–§3, and with the laws that
/// PostgreSQL keeps in its tables. Held to settlement_store_contract.hpp.
class MemorySettlementStore final : public ports::SettlementStore {
public:
    explicit MemorySettlementStore(MemoryBooks& books) : MemorySettlementStore(books, books) {}
    MemorySettlementStore(MemoryBooks& books, MemoryLink& link) : books_(books), link_(link) {}

    ports::awaitable<Result<ports::Opened>> open(SettlementRecord record, bool day_from_open_day) override;
    ports::awaitable<Result<ports::Opened>> open_intent(ports::Intent intent) override;
    ports::awaitable<Result<ports::Opened>> open_refused(SettlementRecord record) override;
    ports::awaitable<Result<ports::Opened>> open_fence(SettlementRecord record) override;
    ports::awaitable<Result<std::optional<SettlementRecord>>> apply(ports::SettlementChange change) override;
    ports::awaitable<Result<std::optional<SettlementRecord>>> find(SettlementNo no) override;
    ports::awaitable<Result<std::optional<SettlementRecord>>> find_by_message(MessageKey key) override;
    ports::awaitable<Result<std::optional<SettlementRecord>>> find_by_id(SettlementId our_id) override;
    ports::awaitable<Result<std::optional<SettlementRecord>>> find_by_key(SettlementKey key,
                                                                          Direction direction) override;
    ports::awaitable<Result<std::vector<SettlementRecord>>> find_by_visit(VisitId our_visit) override;
    ports::awaitable<Result<ports::BillFacts>> facts_of(ports::BillQuestion question) override;
    ports::awaitable<Result<std::vector<SettlementRecord>>> list(ports::SettlementFilter filter) override;

private:
    enum class DayFrom : std::uint8_t { open_day, record, nowhere };
    /// What an intent is opened under, beside its record.
    struct Terms {
        std::optional<ports::OutboundMessage> message = {};
        std::optional<int> visit_revision = {};
    };
    ports::awaitable<Result<ports::Opened>> open_awaiting(SettlementRecord record, bool day_from_open_day, Terms terms);
    ports::awaitable<Result<ports::Opened>> open_as(std::string_view name, SettlementRecord record, DayFrom day_from,
                                                    Terms terms);
    bool has_visit_moved(const SettlementRecord& record, const Terms& terms) const;
    static Error turned_away(const SettlementRecord& record);
    /// Somebody was turned away at a prefund's limit: it is exhausted.
    Result<void> note_limit(MemoryWrite& write, const SettlementRecord& record);
    Result<ports::Opened> insert(MemoryWrite& write, SettlementRecord record, std::string event);
    bool is_over(const DayKey& key) const;
    const SettlementRecord* same_message(const SettlementRecord& record) const;
    const SettlementRecord* holder_of_bill(const SettlementRecord& record) const;
    std::optional<ports::Opened> find_holder(const SettlementRecord& record) const;

    template <class Wanted>
    ports::awaitable<Result<std::optional<SettlementRecord>>> first_where(std::string_view name, Wanted wanted) const;
    template <class Wanted>
    std::vector<SettlementRecord> all_where(Wanted wanted) const;
    std::vector<SettlementRecord> of_visit(const VisitId& visit) const;
    void read_earlier(const ports::BillQuestion& question, ports::BillFacts& into) const;

    MemoryBooks& books_;
    MemoryLink& link_;
};

}  // namespace clearing::tests
