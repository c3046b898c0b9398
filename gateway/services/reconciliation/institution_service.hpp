#pragma once

#include "gateway/ports/clock.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/institution_books.hpp"
#include "gateway/ports/institution_confirmations.hpp"
#include "gateway/ports/institution_desk.hpp"

#include <chrono>

namespace clearing::reconciliation {

/// What an institution's reconciliation needs of the world. References outlive the service.
struct InstitutionWorld {
    ports::InstitutionBooks& books;
    ports::InstitutionConfirmations& confirmations;
    ports::ExchangeFiles& files;
    ports::Clock& clock;
    ports::Randomness& randomness;
    std::chrono::hours file_life{24 * 7};         ///< how long 9102 gives a file out
    std::size_t largest_file = 16 * 1024 * 1024;  ///< bytes
};

/// The hospital's side of the daily reconciliation, from our books (ports/institution_desk.hpp).
class InstitutionService final : public ports::InstitutionDesk, public ports::BureauReconciliation {
public:
    explicit InstitutionService(InstitutionWorld world) : world_(world) {}

    /// 3201. Errors: invalid_value (a period that ends before it begins or is longer than a month and a day).
    ports::awaitable<Result<ports::PeriodVerdict>> compare_totals(Call call, ports::PeriodTotals theirs) override;
    ports::awaitable<Result<std::vector<ports::InstitutionResult>>> compare_details(
        Call call, ports::PeriodTotals period, std::vector<ports::InstitutionRow> rows,
        std::vector<ports::UnreadableRow> unreadable) override;
    ports::awaitable<Result<std::vector<ports::AllocationLine>>> allocations(Call call, Date month,
                                                                             long long first_row) override;
    ports::awaitable<Result<void>> confirm(Call call, Date month,
                                           std::vector<ports::AllocationAnswer> answers) override;
    ports::awaitable<Result<long long>> roll_back(Call call, Date month, MessageId confirmation) override;
    ports::awaitable<Result<ports::ExchangeFile>> keep_file(Call call, std::string name, std::string bytes) override;
    ports::awaitable<Result<ports::ExchangeFile>> file(Call call, std::string number) override;

private:
    ports::awaitable<Result<void>> name_persons(const std::vector<ports::InstitutionLine>& lines,
                                                std::vector<ports::InstitutionResult>& results);

    InstitutionWorld world_;
};

}  // namespace clearing::reconciliation
