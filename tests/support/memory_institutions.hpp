#pragma once

#include "gateway/ports/exchange_files.hpp"
#include "gateway/ports/institution_books.hpp"
#include "gateway/ports/institution_confirmations.hpp"
#include "tests/support/memory_books.hpp"

#include <map>

namespace clearing::tests {

/// InstitutionBooks in memory, over the records of the books. Held to institution_contract.hpp, as the two below.
class MemoryInstitutionBooks final : public ports::InstitutionBooks {
public:
    explicit MemoryInstitutionBooks(MemoryBooks& books) : books_(books) {}

    ports::awaitable<Result<ports::InstitutionSums>> sums(ports::InstitutionPeriod period,
                                                          ports::InstitutionCell cell) override;
    ports::awaitable<Result<std::vector<ports::InstitutionLine>>> lines(ports::InstitutionPeriod period,
                                                                        ports::InstitutionCell cell, SettlementId after,
                                                                        std::size_t limit) override;
    ports::awaitable<Result<std::vector<ports::InstitutionLine>>> page(ports::InstitutionPeriod period,
                                                                       std::size_t skip, std::size_t limit) override;
    ports::awaitable<Result<std::vector<ports::InstitutionLine>>> find(InstitutionCode institution, Direction direction,
                                                                       std::vector<SettlementId> ids) override;
    ports::awaitable<Result<std::map<SettlementNo, ports::InstitutionPerson>>> persons(
        std::vector<SettlementNo> lines) override;

private:
    std::vector<ports::InstitutionLine> all(const ports::InstitutionPeriod& period, const ports::InstitutionCell& cell);

    MemoryBooks& books_;
};

/// InstitutionConfirmations in memory.
class MemoryInstitutionConfirmations final : public ports::InstitutionConfirmations {
public:
    explicit MemoryInstitutionConfirmations(MemoryBooks& books) : books_(books) {}

    ports::awaitable<Result<void>> confirm(ports::InstitutionConfirmation confirmation) override;
    ports::awaitable<Result<long long>> roll_back(InstitutionCode institution, Date month, MessageId message,
                                                  MessageId by, Instant at) override;
    ports::awaitable<Result<void>> keep_comparison(ports::InstitutionComparison comparison) override;
    ports::awaitable<Result<std::vector<ports::UnconfirmedLine>>> unconfirmed(DayKey key) override;
    ports::awaitable<Result<std::vector<ports::KeptConfirmation>>> confirmations(
        std::optional<InstitutionCode> institution, Date month) override;
    ports::awaitable<Result<std::vector<ports::InstitutionComparison>>> comparisons(
        std::optional<InstitutionCode> institution, Date begin, Date end) override;

    std::vector<std::string> audited;  ///< "institution_confirmed 2018-10 M1"

private:
    struct Kept : ports::InstitutionConfirmation {
        std::optional<Instant> rolled_back_at;
        MessageId rolled_back_by;
    };
    std::optional<bool> word_on(SettlementNo line) const;
    bool differs(const SettlementRecord& record) const;

    MemoryBooks& books_;
    std::vector<Kept> words_;
    std::vector<ports::InstitutionComparison> comparisons_;
};

class MemoryExchangeFiles final : public ports::ExchangeFiles {
public:
    ports::awaitable<Result<void>> keep(ports::ExchangeFile file) override;
    ports::awaitable<Result<std::optional<ports::ExchangeFile>>> find(InstitutionCode institution, std::string number,
                                                                      Instant now) override;

private:
    std::map<std::string, ports::ExchangeFile> files_;
};

}  // namespace clearing::tests
